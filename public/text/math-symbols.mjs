// TeX's names for characters, by how they are set.

/** @returns {Map<string, string>} From `name character` pairs. */
const pairs = (/** @type {string} */ text) => {
  const words = text.trim().split(/\s+/);
  return new Map(words.flatMap((word, index) => (index % 2 ? [[/** @type {string} */ (words[index - 1]), word]] : [])));
};

/** Letters and what stands like one. */
export const letters = pairs(`
  alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ varkappa ϰ lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω digamma ϝ
  Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
  infty ∞ partial ∂ nabla ∇ hbar ℏ hslash ℏ ell ℓ Re ℜ Im ℑ wp ℘ aleph ℵ beth ℶ gimel ℷ imath ı jmath ȷ emptyset ∅ varnothing ∅ forall ∀ exists ∃ nexists ∄ top ⊤ bot ⊥ angle ∠ triangle △ square □ Box □ blacksquare ■ diamond ⋄ Diamond ◊ clubsuit ♣ diamondsuit ♢ heartsuit ♡ spadesuit ♠ flat ♭ natural ♮ sharp ♯ degree ° dagger † ddagger ‡ checkmark ✓ S § P ¶ % % $ $ # # _ _ & & pounds £ euro € ldots … dots … dotsc … dotso … dotsb ⋯ dotsm ⋯ cdots ⋯ vdots ⋮ ddots ⋱ mathellipsis … eth ð Bbbk 𝕜 measuredangle ∡ complement ∁ surd √ prime ′ backprime ‵ bigstar ★ lozenge ◊ AA Å mho ℧`);

/** Operators and relations. */
export const operators = pairs(`
  times × div ÷ pm ± mp ∓ cdot ⋅ ast ∗ star ⋆ circ ∘ bullet • oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ odot ⊙ wedge ∧ land ∧ vee ∨ lor ∨ neg ¬ lnot ¬ cap ∩ cup ∪ uplus ⊎ sqcap ⊓ sqcup ⊔ setminus ∖ smallsetminus ∖ wr ≀ amalg ⨿ bigtriangleup △ bigtriangledown ▽ triangleleft ◁ triangleright ▷ ltimes ⋉ rtimes ⋊ barwedge ⌅ veebar ⊻ Cap ⋒ Cup ⋓ dotplus ∔ intercal ⊺ centerdot ⋅
  le ≤ leq ≤ leqslant ⩽ ge ≥ geq ≥ geqslant ⩾ ne ≠ neq ≠ lt < gt > ll ≪ gg ≫ lll ⋘ ggg ⋙ equiv ≡ sim ∼ simeq ≃ approx ≈ cong ≅ propto ∝ varpropto ∝ asymp ≍ doteq ≐ prec ≺ succ ≻ preceq ⪯ succeq ⪰ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ subsetneq ⊊ supsetneq ⊋ nsubseteq ⊈ sqsubseteq ⊑ sqsupseteq ⊒ in ∈ notin ∉ ni ∋ owns ∋ mid ∣ nmid ∤ parallel ∥ nparallel ∦ perp ⊥ models ⊨ vdash ⊢ dashv ⊣ vDash ⊨ Vdash ⊩ bowtie ⋈ frown ⌢ smile ⌣ lesssim ≲ gtrsim ≳ lessgtr ≶ approxeq ≊ triangleq ≜ coloneqq ≔ coloneq ≔ eqqcolon ≕ Coloneqq ⩴ colon : backsim ∽ nless ≮ ngtr ≯ nleq ≰ ngeq ≱ therefore ∴ because ∵ between ≬ Subset ⋐ Supset ⋑ nsim ≁ ncong ≇ risingdotseq ≓ circeq ≗ bumpeq ≏ curlyeqprec ⋞ curlyeqsucc ⋟ trianglelefteq ⊴ trianglerighteq ⊵ vartriangleleft ⊲ vartriangleright ⊳
  to → gets ← rightarrow → leftarrow ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ implies ⟹ impliedby ⟸ iff ⟺ mapsto ↦ longmapsto ⟼ longrightarrow ⟶ longleftarrow ⟵ longleftrightarrow ⟷ Longrightarrow ⟹ Longleftarrow ⟸ Longleftrightarrow ⟺ nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖ hookrightarrow ↪ hookleftarrow ↩ rightharpoonup ⇀ rightharpoondown ⇁ leftharpoonup ↼ leftharpoondown ↽ rightleftharpoons ⇌ leftrightharpoons ⇋ rightsquigarrow ⇝ leadsto ⇝ twoheadrightarrow ↠ rightarrowtail ↣ curvearrowright ↷ circlearrowright ↻ nrightarrow ↛ nleftarrow ↚ nRightarrow ⇏ upharpoonright ↾ restriction ↾ multimap ⊸ rightrightarrows ⇉ rightleftarrows ⇄`);

/** Operators that grow and take limits. */
export const bigOperators = pairs(`
  sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ iiiint ⨌ oint ∮ oiint ∯ oiiint ∰ bigcap ⋂ bigcup ⋃ bigsqcup ⨆ bigvee ⋁ bigwedge ⋀ bigodot ⨀ bigotimes ⨂ bigoplus ⨁ biguplus ⨄ intop ∫ smallint ∫`);

/** Functions, which are set upright. */
export const functions = new Set(
  'sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan arctg arg ch cosec cotg ctg cth deg det dim exp gcd hom inf ker lg lim liminf limsup ln log max min Pr sh sup tg th argmax argmin sgn tr rank diag'.split(' '),
);

/** Marks above and below: the mark, whether it is below, whether it stretches. @type {Map<string, [string, boolean, boolean]>} */
export const accents = new Map([
  ['hat', ['^', false, false]], ['widehat', ['^', false, true]], ['check', ['ˇ', false, false]], ['widecheck', ['ˇ', false, true]], ['tilde', ['~', false, false]], ['widetilde', ['~', false, true]],
  ['bar', ['¯', false, false]], ['overline', ['¯', false, true]], ['underline', ['_', true, true]], ['underbar', ['_', true, true]], ['vec', ['→', false, false]], ['dot', ['˙', false, false]], ['ddot', ['¨', false, false]], ['dddot', ['⃛', false, false]],
  ['acute', ['´', false, false]], ['grave', ['`', false, false]], ['breve', ['˘', false, false]], ['mathring', ['˚', false, false]],
  ['overrightarrow', ['→', false, true]], ['overleftarrow', ['←', false, true]], ['overleftrightarrow', ['↔', false, true]], ['underrightarrow', ['→', true, true]], ['underleftarrow', ['←', true, true]],
]);

/** Spaces, by their width. */
export const spaces = new Map(Object.entries({
  ',': '0.167em', thinspace: '0.167em', ':': '0.222em', '>': '0.222em', medspace: '0.222em', ';': '0.278em', thickspace: '0.278em', '!': '-0.167em', negthinspace: '-0.167em', ' ': '0.333em', quad: '1em', qquad: '2em', enspace: '0.5em', nobreakspace: '0.333em', space: '0.333em',
}));

/** Environments: fences, how columns are aligned, whether they are set large. @type {Map<string, [string, string, string, boolean]>} */
export const environments = new Map([
  ['matrix', ['', '', '', false]], ['pmatrix', ['(', ')', '', false]], ['bmatrix', ['[', ']', '', false]], ['Bmatrix', ['{', '}', '', false]], ['vmatrix', ['|', '|', '', false]], ['Vmatrix', ['‖', '‖', '', false]], ['smallmatrix', ['', '', '', false]], ['array', ['', '', '', false]], ['subarray', ['', '', '', false]],
  ['cases', ['{', '', 'll', false]], ['dcases', ['{', '', 'll', true]], ['rcases', ['', '}', 'll', false]],
  ...['aligned', 'align', 'align*', 'alignat', 'alignat*', 'alignedat', 'split', 'eqnarray', 'eqnarray*'].map((name) => /** @type {[string, [string, string, string, boolean]]} */ ([name, ['', '', 'rl', true]])),
  ...['gather', 'gather*', 'gathered', 'equation', 'equation*', 'multline', 'multline*', 'displaymath', 'math'].map((name) => /** @type {[string, [string, string, string, boolean]]} */ ([name, ['', '', '', true]])),
]);
