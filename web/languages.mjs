// The languages that can be coloured: by which names an info string calls them, and where their rules are.
// The rules are those of the editor Ace, each a file that is fetched when its language is first shown. What
// Ace has no rules for is in more-languages.mjs, in the same form.

/** @typedef {{ Rules: new () => { getRules(): Record<string, any[]> }, adapt?: (rules: Record<string, any[]>) => void }} Language */

/** @returns {Promise<Language>} */
const ace = (/** @type {Promise<any>} */ module, /** @type {string} */ name, /** @type {Language['adapt']} */ adapt = undefined) =>
  module.then((found) => ({ Rules: (found.default ?? found)[`${name}HighlightRules`], adapt }));
/** Comments of the form `/*` that may contain others of theirs. */
function nestedComments(/** @type {Record<string, any[]>} */ rules) {
  const open = { token: 'comment', regex: /\/\*/, next: (/** @type {string} */ state, /** @type {string[]} */ stack) => (stack.unshift('nested', state), 'nested') };
  const close = { token: 'comment', regex: /\*\//, next: (/** @type {string} */ _, /** @type {string[]} */ stack) => (stack.shift(), stack.shift() ?? 'start') };
  rules.start?.unshift(open);
  rules.nested = [open, close, { defaultToken: 'comment' }];
}

/** C++'s raw strings, which end with the delimiter that they began with. */
function rawStrings(/** @type {Record<string, any[]>} */ rules) {
  rules.start?.unshift({
    regex: /R"[^()\\ ]{0,16}\(/,
    next: 'raw',
    onMatch: (/** @type {string} */ value, /** @type {string} */ state, /** @type {string[]} */ stack) => (stack.unshift('raw', value.slice(2, -1), state), 'string'),
  });
  rules.raw = [{
    regex: /\)[^()\\ "]{0,16}"/,
    next: (/** @type {string} */ _, /** @type {string[]} */ stack) => (stack.length > 2 ? 'raw' : 'start'),
    onMatch: (/** @type {string} */ value, /** @type {string} */ _, /** @type {string[]} */ stack) => (value.slice(1, -1) === stack[1] && stack.splice(0, 3), 'string'),
  }, { defaultToken: 'string' }];
}

/** @returns {Promise<Language>} */
const more = (/** @type {string} */ name) => import('./more-languages.mjs').then((found) => ({ Rules: /** @type {Language['Rules']} */ (found.languages[name]) }));

/** @type {[names: string, load: () => Promise<Language>][]} */
const LANGUAGES = [
  // C and what grew from it
  ['c h cpp c++ cc cxx hpp hh ino arduino cuda cu', () => ace(import('ace-code/src/mode/c_cpp_highlight_rules.js'), 'c_cpp', rawStrings)],
  ['objectivec objective-c objc m mm', () => ace(import('ace-code/src/mode/objectivec_highlight_rules.js'), 'ObjectiveC')],
  ['csharp cs c# razor', () => ace(import('ace-code/src/mode/csharp_highlight_rules.js'), 'CSharp')],
  ['java', () => ace(import('ace-code/src/mode/java_highlight_rules.js'), 'Java')],
  ['kotlin kt kts', () => ace(import('ace-code/src/mode/kotlin_highlight_rules.js'), 'Kotlin', nestedComments)],
  ['scala sc', () => ace(import('ace-code/src/mode/scala_highlight_rules.js'), 'Scala')],
  ['groovy gradle', () => ace(import('ace-code/src/mode/groovy_highlight_rules.js'), 'Groovy')],
  ['swift', () => ace(import('ace-code/src/mode/swift_highlight_rules.js'), 'Swift')],
  ['go golang', () => ace(import('ace-code/src/mode/golang_highlight_rules.js'), 'Golang')],
  ['rust rs', () => ace(import('ace-code/src/mode/rust_highlight_rules.js'), 'Rust')],
  ['zig', () => ace(import('ace-code/src/mode/zig_highlight_rules.js'), 'Zig')],
  ['odin', () => ace(import('ace-code/src/mode/odin_highlight_rules.js'), 'Odin')],
  ['d', () => ace(import('ace-code/src/mode/d_highlight_rules.js'), 'D')],
  ['dart', () => ace(import('ace-code/src/mode/dart_highlight_rules.js'), 'Dart')],
  ['haxe hx', () => ace(import('ace-code/src/mode/haxe_highlight_rules.js'), 'Haxe')],
  ['solidity sol', () => more('solidity')],
  ['glsl wgsl hlsl shader', () => ace(import('ace-code/src/mode/glsl_highlight_rules.js'), 'glsl')],
  ['verilog systemverilog sv v', () => ace(import('ace-code/src/mode/verilog_highlight_rules.js'), 'Verilog')],
  ['vhdl vhd', () => ace(import('ace-code/src/mode/vhdl_highlight_rules.js'), 'VHDL')],

  // The web
  ['javascript js jsx mjs cjs node', () => ace(import('ace-code/src/mode/jsx_highlight_rules.js'), 'Jsx')],
  ['typescript ts mts cts', () => ace(import('ace-code/src/mode/typescript_highlight_rules.js'), 'TypeScript')],
  ['tsx', () => ace(import('ace-code/src/mode/tsx_highlight_rules.js'), 'Tsx')],
  ['json jsonc json5 jsonl geojson webmanifest', () => ace(import('ace-code/src/mode/json5_highlight_rules.js'), 'Json5')],
  ['css', () => ace(import('ace-code/src/mode/css_highlight_rules.js'), 'Css')],
  ['scss', () => ace(import('ace-code/src/mode/scss_highlight_rules.js'), 'Scss')],
  ['sass', () => ace(import('ace-code/src/mode/sass_highlight_rules.js'), 'Sass')],
  ['less', () => ace(import('ace-code/src/mode/less_highlight_rules.js'), 'Less')],
  ['stylus styl', () => ace(import('ace-code/src/mode/stylus_highlight_rules.js'), 'Stylus')],
  ['xml svg rss plist xsl xslt xsd wsdl mathml', () => ace(import('ace-code/src/mode/xml_highlight_rules.js'), 'Xml')],
  ['html htm xhtml vue svelte astro', () => ace(import('ace-code/src/mode/html_highlight_rules.js'), 'Html')],
  ['handlebars hbs mustache', () => ace(import('ace-code/src/mode/handlebars_highlight_rules.js'), 'Handlebars')],
  ['jinja jinja2 django twig liquid nunjucks', () => ace(import('ace-code/src/mode/nunjucks_highlight_rules.js'), 'Nunjucks')],
  ['erb ejs', () => ace(import('ace-code/src/mode/html_ruby_highlight_rules.js'), 'HtmlRuby')],
  ['pug jade', () => ace(import('ace-code/src/mode/jade_highlight_rules.js'), 'Jade')],
  ['php', () => ace(import('ace-code/src/mode/php_highlight_rules.js'), 'Php')],
  ['graphql gql', () => more('graphql')],
  ['http https', () => more('http')],

  // Scripts and shells
  ['python py python3 pyi gyp pycon ipython starlark bazel bzl', () => ace(import('ace-code/src/mode/python_highlight_rules.js'), 'Python')],
  ['ruby rb rake gemspec', () => ace(import('ace-code/src/mode/ruby_highlight_rules.js'), 'Ruby')],
  ['crystal cr', () => ace(import('ace-code/src/mode/crystal_highlight_rules.js'), 'Crystal')],
  ['perl pl pm', () => ace(import('ace-code/src/mode/perl_highlight_rules.js'), 'Perl')],
  ['raku', () => ace(import('ace-code/src/mode/raku_highlight_rules.js'), 'Raku')],
  ['lua luau', () => ace(import('ace-code/src/mode/lua_highlight_rules.js'), 'Lua')],
  ['bash sh shell zsh ksh ash dash fish shellscript console shell-session terminal', () => ace(import('ace-code/src/mode/sh_highlight_rules.js'), 'Sh')],
  ['powershell ps1 pwsh', () => ace(import('ace-code/src/mode/powershell_highlight_rules.js'), 'Powershell')],
  ['batch bat cmd dos', () => ace(import('ace-code/src/mode/batchfile_highlight_rules.js'), 'BatchFile')],
  ['tcl', () => ace(import('ace-code/src/mode/tcl_highlight_rules.js'), 'Tcl')],
  ['awk gawk', () => more('awk')],
  ['vim viml vimscript', () => more('vim')],

  // Functional and logical
  ['haskell hs purescript purs', () => ace(import('ace-code/src/mode/haskell_highlight_rules.js'), 'Haskell')],
  ['elm', () => ace(import('ace-code/src/mode/elm_highlight_rules.js'), 'Elm')],
  ['ocaml ml mli reasonml', () => ace(import('ace-code/src/mode/ocaml_highlight_rules.js'), 'Ocaml')],
  ['fsharp fs f# fsx', () => ace(import('ace-code/src/mode/fsharp_highlight_rules.js'), 'FSharp')],
  ['elixir ex exs', () => ace(import('ace-code/src/mode/elixir_highlight_rules.js'), 'Elixir')],
  ['erlang erl', () => ace(import('ace-code/src/mode/erlang_highlight_rules.js'), 'Erlang')],
  ['clojure clj cljs cljc edn', () => ace(import('ace-code/src/mode/clojure_highlight_rules.js'), 'Clojure')],
  ['lisp commonlisp common-lisp cl elisp emacs-lisp el', () => ace(import('ace-code/src/mode/lisp_highlight_rules.js'), 'Lisp')],
  ['scheme scm racket rkt', () => ace(import('ace-code/src/mode/scheme_highlight_rules.js'), 'Scheme')],
  ['prolog', () => ace(import('ace-code/src/mode/prolog_highlight_rules.js'), 'Prolog')],
  ['nix', () => ace(import('ace-code/src/mode/nix_highlight_rules.js'), 'Nix')],

  // Numbers and data
  ['sql mysql mariadb sqlite plsql tsql mssql duckdb bigquery cql', () => ace(import('ace-code/src/mode/mysql_highlight_rules.js'), 'Mysql')],
  ['postgresql postgres psql pgsql', () => ace(import('ace-code/src/mode/pgsql_highlight_rules.js'), 'Pgsql')],
  ['sparql', () => ace(import('ace-code/src/mode/sparql_highlight_rules.js'), 'SPARQL')],
  ['r rscript', () => ace(import('ace-code/src/mode/r_highlight_rules.js'), 'R')],
  ['julia jl', () => ace(import('ace-code/src/mode/julia_highlight_rules.js'), 'Julia')],
  ['matlab octave', () => ace(import('ace-code/src/mode/matlab_highlight_rules.js'), 'Matlab')],
  ['fortran f90 f95 f77', () => ace(import('ace-code/src/mode/fortran_highlight_rules.js'), 'Fortran')],
  ['pascal delphi objectpascal', () => ace(import('ace-code/src/mode/pascal_highlight_rules.js'), 'Pascal')],
  ['ada', () => ace(import('ace-code/src/mode/ada_highlight_rules.js'), 'Ada')],
  ['vb vbnet visual-basic vba vbscript basic', () => ace(import('ace-code/src/mode/vbscript_highlight_rules.js'), 'VBScript')],
  ['cobol cbl', () => ace(import('ace-code/src/mode/cobol_highlight_rules.js'), 'Cobol')],
  ['nim', () => ace(import('ace-code/src/mode/nim_highlight_rules.js'), 'Nim')],
  ['asm assembly nasm masm x86asm', () => ace(import('ace-code/src/mode/assembly_x86_highlight_rules.js'), 'AssemblyX86')],
  ['armasm s', () => ace(import('ace-code/src/mode/assembly_arm32_highlight_rules.js'), 'AssemblyARM32')],
  ['wasm wat wast', () => more('wat')],

  // Configuration and documents
  ['yaml yml', () => ace(import('ace-code/src/mode/yaml_highlight_rules.js'), 'Yaml')],
  ['toml', () => ace(import('ace-code/src/mode/toml_highlight_rules.js'), 'Toml')],
  ['ini cfg conf properties dotenv env editorconfig gitconfig desktop systemd service', () => ace(import('ace-code/src/mode/ini_highlight_rules.js'), 'Ini')],
  ['nginx nginxconf', () => ace(import('ace-code/src/mode/nginx_highlight_rules.js'), 'Nginx')],
  ['apache apacheconf htaccess', () => ace(import('ace-code/src/mode/apache_conf_highlight_rules.js'), 'ApacheConf')],
  ['hcl terraform tf tfvars', () => ace(import('ace-code/src/mode/terraform_highlight_rules.js'), 'Terraform')],
  ['dockerfile docker containerfile', () => ace(import('ace-code/src/mode/dockerfile_highlight_rules.js'), 'Dockerfile')],
  ['makefile make mk gnumake just justfile', () => more('makefile')],
  ['cmake', () => more('cmake')],
  ['protobuf proto proto3', () => ace(import('ace-code/src/mode/protobuf_highlight_rules.js'), 'Protobuf')],
  ['latex tex', () => ace(import('ace-code/src/mode/latex_highlight_rules.js'), 'Latex')],
  ['bibtex bib', () => ace(import('ace-code/src/mode/bibtex_highlight_rules.js'), 'BibTeX')],
  ['typst typ', () => more('typst')],
  ['markdown md mdx gfm', () => ace(import('ace-code/src/mode/markdown_highlight_rules.js'), 'Markdown')],
  ['rst restructuredtext', () => ace(import('ace-code/src/mode/rst_highlight_rules.js'), 'RST')],
  ['gherkin feature', () => ace(import('ace-code/src/mode/gherkin_highlight_rules.js'), 'Gherkin')],
  ['diff patch udiff', () => more('diff')],
  ['dot graphviz', () => ace(import('ace-code/src/mode/dot_highlight_rules.js'), 'Dot')],
  ['regex regexp', () => more('regex')],
  ['csv tsv', () => more('csv')],
];

/** By every name, how the language's rules are loaded. Names of one language share one function. */
export const languages = new Map(LANGUAGES.flatMap(([names, load]) => names.split(' ').map((name) => /** @type {const} */ ([name, load]))));
