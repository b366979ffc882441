// The colours of code, without a browser: the module is text in, pieces out.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { ROOT } from '../fixtures/mayfly.ts';
import { BUNDLES, part } from '../fixtures/page-scripts.ts';

type Piece = [kind: string, text: string];
type Load = () => Promise<object>;
interface Highlighter {
  named(language: string): Load | undefined;
  begin(rules: object): object;
  colour(line: string, state: object): { pieces: Piece[]; state: object };
  LONGEST_LINE: number;
}

const load = () => part<Highlighter>('colours');
/** Every name, from the table. */
const NAMES = [...readFileSync(join(ROOT, 'web/languages.mjs'), 'utf8').matchAll(/^  \['([^']+)', \(\) =>/gm)].flatMap(([, names]) => names!.split(' '));

/** The state before the first line. */
async function start(language: string): Promise<object> {
  const { named, begin } = await load();
  const rules = named(language);
  if (!rules) throw new Error(`${language} is not known`);
  return begin(await rules());
}

/** A text's pieces, joined where they are of one kind across lines. */
async function coloured(language: string, text: string): Promise<Piece[]> {
  const { colour } = await load();
  let state = await start(language);
  const all: Piece[] = [];
  for (const line of text.split('\n')) {
    const result = colour(line, state);
    expect(result.pieces.map(([, piece]) => piece).join(''), 'the pieces are the line').toBe(line);
    all.push(...result.pieces);
    state = result.state;
  }
  return all;
}

/** Code in each language; what is to be a word, a string, a value, a comment. */
const SAMPLES: [language: string, code: string, word: string, string: string, value: string, comment: string][] = [
  ['c', '#include <a.h>\nint f() { return 1; } /* a\n b */ char *s = "x";', 'return', '"x"', '1', ' b */'],
  ['cpp', 'auto s = R"x(a " b)x"; // c\nclass A { bool b = true; };', 'class', 'R"x(a " b)x"', 'true', '// c'],
  ['csharp', 'var s = @"a ""b"" c"; // d\nforeach (var x in y) { null; }', 'foreach', '@"a ""b"" c"', 'null', '// d'],
  ['java', '@Override\npublic int f() { return 0x1F; } // c\nString s = "a";', 'public', '"a"', '0x1F', '// c'],
  ['kotlin', 'fun f() = """a\nb""" /* x /* y */ z */\nval n = null', 'fun', 'b"""', 'null', '/* x /* y */ z */'],
  ['scala', 'def f = true // c\nval s = "a"', 'def', '"a"', 'true', '// c'],
  ['swift', 'let a = nil // c\nfunc f() { "s" }', 'func', '"s"', 'nil', '// c'],
  ['go', 'func f() { x := `a\nb`; return nil } // c', 'return', 'b`', 'nil', '// c'],
  ['rust', 'let s = r#"a"b"#; // c\nfn f<\'a>() -> Option<u8> { None }', 'fn', 'r#"a"b"#', 'None', '// c'],
  ['zig', 'const a = null; // c\nfn f() void { "s"; }', 'fn', '"s"', 'null', '// c'],
  ['dart', "class A { final s = 'x'; } // c\nnull", 'class', "'x'", 'null', '// c'],
  ['solidity', 'contract A { string s = "x"; } // c\ntrue', 'contract', '"x"', 'true', '// c'],
  ['objc', '@interface A // c\nNSString *s = "x"; return nil;', 'return', '"x"', 'nil', '// c'],
  ['groovy', 'def a = null // c\n"s"', 'def', '"s"', 'null', '// c'],
  ['glsl', 'uniform vec3 a; // c\nfloat b = 1.5; "s"', 'uniform', '"s"', '1.5', '// c'],
  ['javascript', 'const r = /a[/"]b/g; // c\nlet t = `x\ny`, n = null;', 'const', 'y`', 'null', '// c'],
  ['typescript', 'interface A { b: string } // c\nconst c = "x", d = 1', 'interface', '"x"', '1', '// c'],
  ['json', '{ "a": "b", "c": null } // d', '', '"b"', 'null', '// d'],
  ['css', '@media print { a { color: #fff; content: "x" } } /* c */', 'media', '"x"', '#fff', '/* c */'],
  ['scss', '$a: 1px; // c\n@mixin b { content: "x" }', '@mixin', '"x"', '1px', '// c'],
  ['html', '<p class="a">&amp;</p><!-- c\nd --><script>\nlet a = 1;\n\nlet b;\n</script>', 'let', '"a"', '&amp;', 'd -->'],
  ['xml', '<a b="c">&lt;</a><!-- d -->', 'a', '"c"', '&lt;', '<!-- d -->'],
  ['php', '<?php function f() { return null; } // c\n$s = "x";', 'function', '"x"', 'null', '// c'],
  ['graphql', 'query A { b(c: "d", e: null) } # f', 'query', '"d"', 'null', '# f'],
  ['python', 'def f():\n  """a\n  b"""\n  return None # c', 'def', '  b"""', 'None', '# c'],
  ['ruby', 'def f\n  nil # c\nend\nputs "x"', 'def', '"x"', 'nil', '# c'],
  ['perl', 'my $a = "x"; # c\nreturn 1;', 'my', '"x"', '1', '# c'],
  ['lua', 'local a = [==[ x ]] ]==] --[[ c\nd ]] return nil', 'local', '[==[ x ]] ]==]', 'nil', 'd ]]'],
  ['bash', 'if [ "$a" ]; then # c\n  echo $b\nfi', 'then', '"', '$b', '# c'],
  ['powershell', 'foreach ($a in $b) { "x" } <# c\nd #>', 'foreach', '"x"', '$a', 'd #>'],
  ['batch', 'rem c\nset a="x"\necho %a%', 'set', '"x"', '%a%', 'rem c'],
  ['haskell', 'f x = case x of "s" -> Just 1 {- c {- d -} e -}', 'case', '"s"', '1', '{- c {- d -} e -}'],
  ['ocaml', 'let f x = match x with "s" -> true (* c *)', 'match', '"s"', 'true', '(* c *)'],
  ['fsharp', 'let f x = match x with "s" -> true // c', 'match', '"s"', 'true', '// c'],
  ['elixir', 'def f do\n  :ok # c\n  "s"\nend', 'def', '"s"', 'ok', '# c'],
  ['erlang', 'f(X) -> case X of "s" -> ok end. % c', 'case', '"s"', 'ok', '% c'],
  ['clojure', '(defn f [x] "s" :k) ; c', '', '"s"', ':k', '; c'],
  ['lisp', '(defun f (x) "s" nil) ; c', 'defun', '"s"', 'nil', '; c'],
  ['scheme', '(define (f x) "s" #t) ; c', 'define', '"s"', '#t', '; c'],
  ['nix', 'let a = "s"; in true # c', 'let', '"s"', 'true', '# c'],
  ['sql', "SELECT 'it''s', NULL FROM t -- c", 'SELECT', "'it''s'", 'NULL', '-- c'],
  ['r', 'f <- function(x) { "s"; TRUE } # c', 'function', '"s"', 'TRUE', '# c'],
  ['julia', 'function f(x) "s"; true end # c', 'function', '"s"', 'true', '# c'],
  ['matlab', "function y = f(x) % c\ny = 's'; true", 'function', "'s'", 'true', '% c'],
  ['fortran', "program a ! c\nprint *, 's', .true.", 'program', "'s'", 'true', '! c'],
  ['pascal', "begin writeln('s', 1); end. { c }", 'begin', "'s'", '1', '{ c }'],
  ['ada', 'procedure A is -- c\nbegin Put("s", 1);', 'procedure', '"s"', '1', '-- c'],
  ['vhdl', 'entity a is -- c\n"01" 1', 'entity', '"01"', '1', '-- c'],
  ['verilog', 'module a; // c\nassign b = 4\'b1010; "s"', 'module', '"s"', '4', '// c'],
  ['vb', "Dim a = \"s\" ' c\nNothing", 'Dim', '"s"', 'Nothing', "' c"],
  ['nim', 'proc f() = "s"; nil # c', 'proc', '"s"', 'nil', '# c'],
  ['asm', 'mov eax, 1 ; c\ndb "s"', 'mov', '"s"', '1', '; c'],
  ['yaml', 'a: "s" # c\nb: true', 'a', '"s"', 'true', '# c'],
  ['toml', '[a]\nb = "s" # c\nd = true', '[a]', '"s"', 'true', '# c'],
  ['ini', '[a]\nb = "s"\nc = 1\n; d', 'a', '"s"', '', '; d'],
  ['hcl', 'resource "a" "b" { c = true } # d', 'resource', 'a', 'true', '# d'],
  ['dockerfile', 'FROM a # c\nENV B="s" $C', '', '"s"', '$C', '# c'],
  ['makefile', 'include a # c\nb: $(C)\n\techo "s"', 'include', '"s"', '$(C)', '# c'],
  ['cmake', 'project(a) # c\nset(b "s" ON)', 'project', '"s"', 'ON', '# c'],
  ['nginx', 'listen 80; # c\nset $a "s";', 'listen', '"s"', '$a', '# c'],
  ['protobuf', 'message A { string b = 1; } // c\n"s"', 'message', '"s"', '1', '// c'],
  ['latex', '\\begin{a} $x$ % c', '\\begin', '$x$', 'a', '% c'],
  ['diff', '@@ -1 +1 @@\n-a\n+b\n\\ c', '@@ -1 +1 @@', '+b', '-a', '\\ c'],
  ['markdown', '# a\n[x](s)\n**b**\n> c', '# a', '', '**b**', '> c'],
];

test('at least eighty languages are known, under any of their names, and the samples are of different ones', async () => {
  const { named, begin } = await load();
  const kinds = new Set(NAMES.map((name) => named(name)));
  console.log(`${kinds.size} languages under ${NAMES.length} names; ${SAMPLES.length} of them have a sample`);
  expect(kinds.size).toBeGreaterThanOrEqual(80);
  expect(new Set(NAMES).size, 'a name is of one language').toBe(NAMES.length);
  expect(new Set(SAMPLES.map(([language]) => named(language))).size).toBe(SAMPLES.length - 1);
  for (const rules of kinds) expect(begin(await rules!())).toBeTruthy();
  for (const [one, other] of [['ts', 'typescript'], ['js', 'JavaScript'], ['sh', 'bash'], ['py', 'Python'], ['c++', 'cpp'], ['c#', 'csharp'], ['yml', 'yaml'], ['md', 'markdown'], ['rs', 'rust'], ['golang', 'go']]) {
    expect(named(one!), one).toBe(named(other!));
  }
  expect(named('no-such-language')).toBeUndefined();
});

for (const [language, code, word, string, value, comment] of SAMPLES) {
  test(`${language}: words, strings, values and comments have their colours`, async () => {
    const pieces = await coloured(language, code);
    for (const [kind, text] of [['w', word], ['s', string], ['v', value], ['c', comment]] as const) {
      // Not every language has all of them.
      if (!text) continue;
      const found = pieces.filter(([, piece]) => piece.includes(text) && (piece === text || kind !== 'w' || piece.startsWith(text)));
      expect(found.some(([of]) => of === kind), `${text} is ${kind} in ${JSON.stringify(pieces)}`).toBe(true);
    }
  });
}

test('every line of any language keeps its characters, and none takes a second', async () => {
  test.setTimeout(180_000);
  const { named, colour, LONGEST_LINE } = await load();
  const nasty = ['"', "'", '`', '/*', '(', '<', '\\', '$', '{', ' ', 'a', '1', '/', '[', '#', '- ', "''", '"""', '<<A', '=', ':', '.', '@', 'é', '😀', '%', '1e', 'a.', '<a ', '${', '**', '&a;'];
  const slow: string[] = [];
  for (const rules of new Set(NAMES.map((name) => named(name)!))) {
    const name = NAMES.find((one) => named(one) === rules)!;
    for (const piece of nasty) {
      const line = piece.repeat(LONGEST_LINE).slice(0, LONGEST_LINE);
      const begun = performance.now();
      const { pieces } = colour(line, await start(name));
      // What one line takes too long for gets no more colours; so long as it takes then is all that it can take.
      if (performance.now() - begun > 1000) slow.push(`${name}: ${piece}`);
      if (pieces.map(([, text]) => text).join('') !== line) slow.push(`${name} changes ${piece}`);
    }
  }
  expect(slow).toEqual([]);
  const state = await start('rust');
  const long = 'a'.repeat(LONGEST_LINE + 1);
  expect(colour(long, state)).toEqual({ pieces: [['', long]], state });
});

test('what is open at the end of a line is open on the next one', async () => {
  for (const [language, code, kind] of [
    ['c', '/* a', 'c'], ['python', 'x = """a', 's'], ['js', 'let x = `a', 's'], ['html', '<!-- a', 'c'], ['css', '/* a', 'c'], ['rust', '/* a /* b */', 'c'], ['kotlin', '/* a /* b */', 'c'],
    ['cpp', 'auto x = R"q(a )" b', 's'], ['sql', '/* a', 'c'], ['ruby', '=begin', 'c'], ['lua', '--[[ a', 'c'], ['haskell', '{- a', 'c'], ['graphql', '"""a', 's'],
  ] as const) {
    const pieces = await coloured(language, `${code}\nopen`);
    expect(pieces.at(-1), language).toEqual([kind, 'open']);
  }
});

test('PHP is read with and without its opening tag', async () => {
  expect(await coloured('php', 'function f() {} // c')).toContainEqual(['w', 'function']);
  expect(await coloured('php', '<p><?php function f() {} ?></p>')).toContainEqual(['w', 'function']);
});

test('its own sources keep every character', async () => {
  for (const [file, language] of [['web/languages.mjs', 'js'], ['src/markdown/document.rs', 'rust'], ['style/text.css', 'css'], ['Makefile', 'makefile'], ['scripts/test.sh', 'sh'], ['mayfly.example.toml', 'toml'], ['README.md', 'markdown'], ['end2end/tests/highlight.spec.ts', 'ts']] as const) {
    await coloured(language, readFileSync(`${ROOT}/${file}`, 'utf8'));
  }
});

test('the bundles neither evaluate text, nor make HTML of it, nor fetch', async () => {
  const found: string[] = [];
  for (const file of readdirSync(BUNDLES).filter((name) => name.endsWith('.mjs'))) {
    const code = readFileSync(join(BUNDLES, file), 'utf8');
    for (const [word] of code.matchAll(/(?<![.\w"'|`-])(?:eval|fetch(?!\(\)\{)|Function|XMLHttpRequest|WebSocket|EventSource|Worker)\(|\.(?:innerHTML|outerHTML)\s*=|\.insertAdjacentHTML\(|\bdocument\.write|\bsendBeacon\(|createContextualFragment/g)) found.push(`${file}: ${word}`);
  }
  expect(found).toEqual([]);
});
