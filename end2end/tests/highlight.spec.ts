// The highlighter, without a browser: the module turns text into pieces.

import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { ROOT } from '../fixtures/mayfly.ts';

type Piece = [kind: string, text: string];
interface Highlighter {
  begin(language: string): object | null;
  colour(line: string, state: object): { pieces: Piece[]; state: object };
  LONGEST_LINE: number;
}

const load = async (): Promise<Highlighter> => (await import(`${ROOT}/public/text/highlight.mjs`)) as Highlighter;
const names = async (): Promise<Map<string, object>> =>
  ((await import(`${ROOT}/public/text/languages.mjs`)) as { languages: Map<string, object> }).languages;

/** A text's pieces; pieces of one kind are joined across lines. */
async function coloured(language: string, text: string): Promise<Piece[]> {
  const { begin, colour } = await load();
  let state = begin(language);
  if (!state) throw new Error(`${language} is not known`);
  const all: Piece[] = [];
  for (const line of text.split('\n')) {
    const result = colour(line, state);
    expect(result.pieces.map(([, piece]) => piece).join(''), 'the pieces are the line').toBe(line);
    all.push(...result.pieces);
    state = result.state;
  }
  return all;
}

/** Code in each language, with a keyword, a string, a value and a comment that it contains. */
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
  ['typescript', 'interface A { b: string } // c\nconst c = "x", d = undefined', 'interface', '"x"', 'undefined', '// c'],
  ['json', '{ "a": "b", "c": null } // d', '"a"', '"b"', 'null', '// d'],
  ['css', '@media print { a { color: #fff; content: "x" } } /* c */', '@media', '"x"', '#fff', '/* c */'],
  ['scss', '$a: 1px; // c\n@mixin b { content: "x" }', '@mixin', '"x"', '1px', '// c'],
  ['html', '<p class="a">&amp;</p><!-- c\nd --><script>\nlet a = 1;\n\nlet b;\n</script>', 'let', '"a"', '&amp;', 'd -->'],
  ['xml', '<a b="c">&lt;</a><!-- d -->', '<a', '"c"', '&lt;', '<!-- d -->'],
  ['php', '<?php function f() { return null; } // c\n$s = "x";', 'function', '"x"', 'null', '// c'],
  ['graphql', 'query A { b(c: "d", e: null) } # f', 'query', '"d"', 'null', '# f'],
  ['python', 'def f():\n  """a\n  b"""\n  return None # c', 'def', '  b"""', 'None', '# c'],
  ['ruby', 'def f\n  nil # c\nend\nputs "x"', 'def', '"x"', 'nil', '# c'],
  ['perl', 'my $a = "x"; # c\nreturn $a;', 'my', '"x"', '$a', '# c'],
  ['lua', 'local a = [==[ x ]] ]==] --[[ c\nd ]] return nil', 'local', '[==[ x ]] ]==]', 'nil', 'd ]]'],
  ['bash', 'if [ "$a" ]; then # c\n  echo $b\nfi', 'then', '"$a"', '$b', '# c'],
  ['powershell', 'foreach ($a in $b) { "x" } <# c\nd #>', 'foreach', '"x"', '$a', 'd #>'],
  ['batch', 'rem c\nset a="x"\necho %a%', 'set', '"x"', '%a%', 'rem c'],
  ['haskell', 'f x = case x of "s" -> Just 1 {- c {- d -} e -}', 'case', '"s"', '1', '{- c {- d -} e -}'],
  ['ocaml', 'let f x = match x with "s" -> true (* c *)', 'match', '"s"', 'true', '(* c *)'],
  ['fsharp', 'let f x = match x with "s" -> true // c', 'match', '"s"', 'true', '// c'],
  ['elixir', 'def f do\n  :ok # c\n  "s"\nend', 'def', '"s"', ':ok', '# c'],
  ['erlang', 'f(X) -> case X of "s" -> ok end. % c', 'case', '"s"', 'ok', '% c'],
  ['clojure', '(defn f [x] "s" :k) ; c', 'defn', '"s"', ':k', '; c'],
  ['lisp', '(defun f (x) "s" nil) ; c', 'defun', '"s"', 'nil', '; c'],
  ['scheme', '(define (f x) "s" #t) ; c', 'define', '"s"', '#t', '; c'],
  ['nix', 'let a = "s"; in null # c', 'let', '"s"', 'null', '# c'],
  ['sql', "SELECT 'it''s', NULL FROM t -- c", 'SELECT', "'it''s'", 'NULL', '-- c'],
  ['r', 'f <- function(x) { "s"; TRUE } # c', 'function', '"s"', 'TRUE', '# c'],
  ['julia', 'function f(x) "s"; nothing end # c', 'function', '"s"', 'nothing', '# c'],
  ['matlab', "function y = f(x) % c\ny = 's'; true", 'function', "'s'", 'true', '% c'],
  ['fortran', "program a ! c\nprint *, 's', .true.", 'program', "'s'", '.true.', '! c'],
  ['pascal', "begin writeln('s', nil); end. { c }", 'begin', "'s'", 'nil', '{ c }'],
  ['ada', 'procedure A is -- c\nbegin Put("s", 1);', 'procedure', '"s"', '1', '-- c'],
  ['vhdl', 'entity a is -- c\n"01" 1', 'entity', '"01"', '1', '-- c'],
  ['verilog', 'module a; // c\nassign b = 4\'b1010; "s"', 'module', '"s"', "4'b1010", '// c'],
  ['vb', "Dim a = \"s\" ' c\nNothing", 'Dim', '"s"', 'Nothing', "' c"],
  ['nim', 'proc f() = "s"; nil # c', 'proc', '"s"', 'nil', '# c'],
  ['asm', 'mov eax, 1 ; c\ndb "s"', 'mov', '"s"', '1', '; c'],
  ['yaml', 'a: "s" # c\nb: true', 'a', '"s"', 'true', '# c'],
  ['toml', '[a]\nb = "s" # c\nd = true', '[a]', '"s"', 'true', '# c'],
  ['ini', '[a]\nb = "s"\nc = true\n; d', '[a]', '"s"', 'true', '; d'],
  ['hcl', 'resource "a" "b" { c = null } # d', 'resource', '"a"', 'null', '# d'],
  ['dockerfile', 'FROM a # c\nENV B="s" $C', 'FROM', '"s"', '$C', '# c'],
  ['makefile', 'include a # c\nb: $(C)\n\techo "s"', 'include', '"s"', '$(C)', '# c'],
  ['cmake', 'project(a) # c\nset(b "s" ON)', 'project', '"s"', 'ON', '# c'],
  ['nginx', 'listen 80; # c\nset $a "s";', 'listen', '"s"', '80', '# c'],
  ['protobuf', 'message A { string b = 1; } // c\n"s"', 'message', '"s"', '1', '// c'],
  ['latex', '\\begin{a} $x$ % c', '\\begin', '$x$', 'a', '% c'],
  ['diff', '@@ -1 +1 @@\n-a\n+b\n\\ c', '@@ -1 +1 @@', '+b', '-a', '\\ c'],
  ['markdown', '# a\n`s`\n**b**\n> c', '# a', '`s`', '**b**', '> c'],
];

test('at least forty languages are known, and the samples are of different ones', async () => {
  const known = await names();
  const kinds = new Set(known.values()).size;
  console.log(`${kinds} languages under ${known.size} names; ${SAMPLES.length} of them have a sample`);
  expect(kinds).toBeGreaterThanOrEqual(40);
  expect(new Set(SAMPLES.map(([language]) => known.get(language))).size).toBe(SAMPLES.length);
  const { begin } = await load();
  for (const name of known.keys()) expect(begin(name), name).not.toBeNull();
  expect(begin('no-such-language')).toBeNull();
});

for (const [language, code, word, string, value, comment] of SAMPLES) {
  test(`${language}: words, strings, values and comments have their colours`, async () => {
    const pieces = await coloured(language, code);
    for (const [kind, text] of [['w', word], ['s', string], ['v', value], ['c', comment]] as const) {
      const found = pieces.filter(([, piece]) => piece.includes(text) && (piece === text || kind !== 'w' || piece.startsWith(text)));
      expect(found.some(([of]) => of === kind), `${text} is ${kind} in ${JSON.stringify(pieces)}`).toBe(true);
    }
  });
}

test('in every language the steps for a line grow with its length only', async () => {
  const { begin, colour, LONGEST_LINE } = await load();
  const nasty = ['"', "'", '`', '/*', '(', '<', '\\', '$', '{', ' ', 'a', '1', '/', '[', '#', '- ', "''", '"""', '<<A', '=', ':', '.', '@', 'é', '😀', '%'];
  for (const name of (await names()).keys()) {
    for (const piece of nasty) {
      const line = piece.repeat(LONGEST_LINE).slice(0, LONGEST_LINE);
      const state = begin(name)!;
      const { pieces } = colour(line, state);
      expect(pieces.map(([, text]) => text).join('')).toBe(line);
    }
  }
  const state = begin('rust')!;
  const long = 'a'.repeat(LONGEST_LINE + 1);
  expect(colour(long, state)).toEqual({ pieces: [['', long]], state });
});

test('its own sources keep every character', async () => {
  for (const [file, language] of [['public/text/languages.mjs', 'js'], ['src/markdown/document.rs', 'rust'], ['style/text.css', 'css'], ['Makefile', 'makefile'], ['scripts/test.sh', 'sh'], ['mayfly.example.toml', 'toml'], ['README.md', 'markdown']] as const) {
    await coloured(language, readFileSync(`${ROOT}/${file}`, 'utf8'));
  }
});
