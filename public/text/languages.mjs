// What languages look like, as far as colours go: their words, comments, strings and what else is
// special. See highlight.mjs for how these are read. One entry may have several names.

const raw = String.raw;

/** @type {Map<string, any>} By every name that an info string may have. */
export const languages = new Map();

/** @param {string} names @param {...object} specs Later ones win. */
function define(names, ...specs) {
  const spec = Object.assign({}, ...specs);
  for (const name of names.split(' ')) languages.set(name, spec);
  return spec;
}

const C = { line: ['//'], block: [['/*', '*/']], quotes: '"\'' };
const HASH = { line: ['#'], quotes: '"\'' };
const PREPROCESSOR = [raw`^\s*#\s*\w+`, 'w'];
const ATTRIBUTE = [raw`@[\p{L}_][\w.]*`, 'v'];
const TRIPLE = [raw`"""`, '"""', 's', { escapes: true }];

// C and what grew from it
const C_WORDS =
  'auto break case const continue default do else enum extern for goto if inline register restrict return signed sizeof static struct switch typedef union unsigned void volatile while char short int long float double bool _Bool size_t uint8_t uint16_t uint32_t uint64_t int8_t int16_t int32_t int64_t';
const C_VALUES = 'true false NULL nullptr';
define('c h', C, { special: [PREPROCESSOR], words: C_WORDS, values: C_VALUES });
const RAW_CPP = [raw`\b(?:u8|[uUL])?R"[^()\\ ]{0,16}\(`, (/** @type {string} */ open) => `)${open.slice(open.indexOf('"') + 1, -1)}"`, 's'];
const CPP = define('cpp c++ cc cxx hpp hh ino arduino', C, {
  special: [PREPROCESSOR], regions: [RAW_CPP],
  words: `${C_WORDS} alignas alignof and catch class co_await co_return co_yield concept consteval constexpr constinit const_cast decltype delete dynamic_cast explicit export final friend import module mutable namespace new noexcept not operator or override private protected public reinterpret_cast requires static_assert static_cast template this thread_local throw try typeid typename using virtual wchar_t string`,
  values: C_VALUES,
});
define('cuda cu', CPP, { words: `${CPP.words} __global__ __device__ __host__ __shared__ __constant__` });
define('objectivec objective-c objc m mm', C, {
  special: [PREPROCESSOR, [raw`@\w+`, 'w']], words: `${C_WORDS} self super id in out instancetype`, values: 'YES NO nil Nil true false NULL',
});
define('csharp cs c#', C, {
  special: [PREPROCESSOR], regions: [TRIPLE, [raw`\$?@\$?"`, '"', 's', { doubled: true }]],
  words: 'abstract as async await base bool break byte case catch char checked class const continue decimal default delegate do double dynamic else enum event explicit extern finally fixed float for foreach from get global goto group if implicit in init int interface internal into is join let lock long nameof namespace new not object operator or and orderby out override params partial private protected public readonly record ref required return sbyte sealed select set short sizeof stackalloc static string struct switch this throw try typeof uint ulong unchecked unsafe ushort using value var virtual void volatile when where while with yield',
  values: 'true false null',
});
define('java', C, {
  special: [ATTRIBUTE], regions: [TRIPLE],
  words: 'abstract assert boolean break byte case catch char class const continue default do double else enum exports extends final finally float for goto if implements import instanceof int interface long module native new non-sealed package permits private protected public record requires return sealed short static strictfp super switch synchronized this throw throws transient try var void volatile while yield',
  values: 'true false null',
});
define('kotlin kt kts', C, {
  special: [ATTRIBUTE], regions: [[raw`"""`, '"""', 's']], nested: true,
  words: 'abstract actual annotation as break by catch class companion const constructor continue crossinline data do else enum expect external final finally for fun get if import in infix init inline inner interface internal is lateinit noinline object open operator out override package private protected public reified return sealed set super suspend tailrec this throw try typealias val var vararg when where while',
  values: 'true false null',
});
define('scala sc', C, {
  special: [ATTRIBUTE, [raw`'\w+(?!')`, 'v']], regions: [[raw`\w*"""`, '"""', 's']], nested: true,
  words: 'abstract case catch class def derives do else end enum export extends extension final finally for forSome given if implicit import infix inline lazy match new object opaque open override package private protected return sealed super then this throw trait transparent try type using val var while with yield',
  values: 'true false null None Some Nil',
});
define('groovy gradle', C, {
  special: [ATTRIBUTE], regions: [TRIPLE, [raw`'''`, "'''", 's', { escapes: true }]],
  words: 'abstract as assert boolean break byte case catch char class const continue def default do double else enum extends final finally float for if implements import in instanceof int interface long native new package private protected public return short static super switch synchronized this throw throws trait transient try var void volatile while',
  values: 'true false null',
});
define('swift', C, {
  special: [[raw`[@#]\w+`, 'v']], regions: [TRIPLE], nested: true, quotes: '"',
  words: 'actor any as associatedtype async await break case catch class continue convenience default defer deinit didSet do dynamic else enum extension fallthrough fileprivate final for func get guard if import in indirect infix init inout internal is isolated lazy let mutating nonisolated nonmutating open operator optional override postfix precedencegroup prefix private protocol public repeat required rethrows return self Self set some static struct subscript super switch throw throws try typealias unowned var weak where while willSet',
  values: 'true false nil',
});
define('go golang', C, {
  regions: [['`', '`', 's']],
  words: 'break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string uint uint8 uint16 uint32 uint64 uintptr append cap close copy delete len make new panic print println recover',
  values: 'true false nil iota',
});
define('rust rs', C, {
  nested: true, quotes: '"', multi: '"',
  special: [[raw`b?'(?:\\(?:u\{[^}]*\}|x..|.)|[^\\'])'`, 's'], [raw`'[\p{L}_]\w*`, 'v'], [raw`#!?\[[^\]]*\]`, 'v'], [raw`[\p{L}_]\w*!(?=[({[])`, 'w']],
  regions: [[raw`\b[bc]?r#*"`, (/** @type {string} */ open) => `"${'#'.repeat(open.split('#').length - 1)}`, 's']],
  words: 'as async await become box break const continue crate do dyn else enum extern final fn for gen if impl in let loop macro match mod move mut override priv pub ref return self Self static struct super trait try type typeof union unsafe unsized use virtual where while yield bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize String Vec Option Result Box',
  values: 'true false None Some Ok Err',
});
define('zig', C, {
  block: [], special: [[raw`\\\\.*`, 's'], [raw`@\w+`, 'v']],
  words: 'addrspace align allowzero and anyframe anytype asm async await break callconv catch comptime const continue defer else enum errdefer error export extern fn for if inline linksection noalias noinline nosuspend opaque or orelse packed pub resume return struct suspend switch test threadlocal try union unreachable usingnamespace var volatile while bool void type usize isize u8 u16 u32 u64 i8 i16 i32 i64 f32 f64',
  values: 'true false null undefined',
});
define('d', C, {
  regions: [['`', '`', 's'], [raw`/\+`, '+/', 'c', { nested: '/+' }]],
  words: `${C_WORDS} abstract alias assert body cast catch class debug delegate delete export final finally foreach foreach_reverse function immutable import in inout interface invariant is lazy mixin module new nothrow out override package pragma private protected public pure ref scope shared string super synchronized template this throw try typeof unittest version with`,
  values: 'true false null',
});
define('dart', C, {
  special: [ATTRIBUTE], regions: [[raw`r?"""`, '"""', 's'], [raw`r?'''`, "'''", 's']],
  words: 'abstract as assert async await base break case catch class const continue covariant default deferred do dynamic else enum export extends extension external factory final finally for Function get hide if implements import in interface is late library mixin new on operator part required rethrow return sealed set show static super switch sync this throw try typedef var void when while with yield int double num bool String List Map Set Future Stream',
  values: 'true false null',
});
define('solidity sol', C, {
  words: 'abstract address anonymous as assembly bool break bytes bytes32 calldata case catch constant constructor continue contract default delete do else emit enum error event external fallback for function if immutable import indexed int int256 interface internal is let library mapping memory modifier new override payable pragma private public pure receive return returns revert storage string struct switch this throw try type uint uint8 uint256 unchecked using var view virtual while',
  values: 'true false wei gwei ether',
});
define('glsl wgsl hlsl shader', C, {
  special: [PREPROCESSOR, ATTRIBUTE],
  words: `${C_WORDS} attribute buffer cbuffer discard fn highp in inout layout let lowp mat2 mat3 mat4 mediump out override precision sampler2D smooth struct texture2D uniform var varying vec2 vec3 vec4 float2 float3 float4 f32 i32 u32 ivec2 ivec3 ivec4`,
  values: 'true false',
});
define('verilog systemverilog sv v', C, {
  quotes: '"', special: [['`\\w+', 'w']], number: raw`\d*'[sS]?[bodhBODH][\da-fA-FxzXZ_?]+|\d[\d_]*(?:\.\d+)?`,
  words: 'always always_comb always_ff always_latch and assign automatic begin bit byte case casex casez class clocking default disable else end endcase endclass endfunction endgenerate endmodule endpackage endtask enum for forever function generate genvar if import initial inout input int integer interface localparam logic longint module negedge not or output package parameter posedge primitive real reg repeat return signed struct task time typedef unsigned void while wire xor',
});

// The web
const REGEX = [raw`(?<=(?:^|[(,=:[!&|?{};+*]|=>|\breturn|\bcase)\s*)/(?![*/])(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[])+/[a-z]*`, 's'];
const JS = define('javascript js jsx mjs cjs node', C, {
  special: [REGEX, ATTRIBUTE], regions: [['`', '`', 's', { escapes: true }]],
  words: 'as async await break case catch class const continue debugger default delete do else export extends finally for from function get if import in instanceof let new of return set static super switch this throw try typeof using var void while with yield',
  values: 'true false null undefined NaN Infinity',
});
define('typescript ts tsx mts cts', JS, {
  words: `${JS.words} abstract any asserts bigint boolean declare enum implements infer interface is keyof module namespace never number object out override private protected public readonly require satisfies string symbol type unique unknown`,
});
define('json jsonc json5 jsonl geojson webmanifest', C, { special: [[raw`"(?:\\.|[^"\\])*"(?=\s*:)`, 'w']], values: 'true false null NaN Infinity' });
const CSS = define('css', C, {
  line: [], special: [[raw`@[\w-]+|![a-z]+`, 'w'], [raw`#[\da-fA-F]{3,8}\b(?!\s*[{,.:>])`, 'v'], [raw`--[\w-]+`, ''], [raw`[\w-]+(?=\s*:\s)`, 'w']],
  identifier: raw`-?[\p{L}_][\w-]*`, number: raw`-?\d*\.?\d+(?:%|[a-z]+)?`,
  values: 'auto none inherit initial unset revert flex grid block inline solid transparent currentColor bold normal',
});
define('scss sass less styl stylus', CSS, { line: ['//'], special: [[raw`\$[\w-]+`, 'v'], ...CSS.special] });
const TAG = [[raw`</?[\p{L}][\w:.-]*|/?>`, 'w'], ['&#?\\w+;', 'v']];
const XML = define('xml svg rss plist xsl xslt xsd wsdl mathml', {
  block: [['<!--', '-->']], regions: [[raw`<!\[CDATA\[`, ']]>', 's'], [raw`<[!?]`, '>', 'c']],
  special: [...TAG, [raw`(?<==\s*)(?:"[^"]*"|'[^']*')`, 's']], number: '(?!)', identifier: raw`[\p{L}_][\w:.-]*`,
});
const HTML = define('html htm xhtml vue svelte astro handlebars hbs', XML, {
  special: [[raw`(?<=<script\b[^>]*)>`, 'w', 'javascript', /<\/script/i], [raw`(?<=<style\b[^>]*)>`, 'w', 'css', /<\/style/i], ...XML.special],
});
define('jinja jinja2 django twig liquid ejs erb', HTML, { regions: [[raw`\{#`, '#}', 'c'], [raw`\{[{%]`, '}', 'v'], ...XML.regions] });
define('php', C, {
  line: ['//', '#(?!\\[)'], special: [[raw`<\?(?:php|=)?|\?>`, 'w'], [raw`\$\w+`, 'v']],
  regions: [[raw`<<<\s*['"]?\w+['"]?`, heredoc, 's', { anchored: true }]],
  words: 'abstract and array as break callable case catch class clone const continue declare default do echo else elseif empty enum extends final finally fn for foreach from function global goto if implements include include_once instanceof insteadof interface isset list match namespace new or print private protected public readonly require require_once return static switch throw trait try unset use var while xor yield int float string bool void mixed self parent',
  values: 'true false null TRUE FALSE NULL',
});
define('graphql gql', HASH, { special: [ATTRIBUTE, [raw`\$\w+`, 'v']], regions: [TRIPLE], words: 'directive enum extend fragment implements input interface mutation on query repeatable scalar schema subscription type union', values: 'true false null' });
define('http https', { special: [[raw`^[\w-]+(?=:\s)`, 'w'], [raw`^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|HTTP/[\d.]+)\b`, 'w']], quotes: '"' });

// Scripts
define('python py python3 pyi gyp pycon ipython', HASH, {
  special: [ATTRIBUTE], regions: [[raw`[rbfuRBFU]{0,2}"""`, '"""', 's', { escapes: true }], [raw`[rbfuRBFU]{0,2}'''`, "'''", 's', { escapes: true }]],
  words: 'and as assert async await break case class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return try type while with yield self cls print len range',
  values: 'True False None',
});
define('starlark bazel bzl', languages.get('python'));
define('ruby rb rake gemspec', HASH, {
  special: [[raw`:[\p{L}_]\w*[?!]?`, 'v'], [raw`@{1,2}\w+|\$\w+`, 'v'], [raw`(?<=(?:^|[(,=~|&!]|\bif|\bwhen)\s*)/(?:\\.|[^/\\])+/[a-z]*`, 's']],
  regions: [['^=begin\\b', '=end', 'c'], [raw`<<[~-]?['"]?[A-Z]\w*['"]?`, heredoc, 's', { anchored: true }], [raw`%[qQwWiI]\[`, ']', 's'], [raw`%[qQwWiI]\(`, ')', 's']],
  multi: '"\'', identifier: raw`[\p{L}_]\w*[?!]?`,
  words: 'alias and begin break case class def defined? do else elsif end ensure extend for if in include module next not or private protected public raise redo require require_relative rescue retry return self super then undef unless until when while yield attr_accessor attr_reader attr_writer puts',
  values: 'true false nil',
});
define('crystal cr', languages.get('ruby'));
define('perl pl pm', HASH, {
  special: [[raw`[$@%][\w:]+|\$[&!@_]`, 'v'], [raw`(?:m|qr|s)/(?:\\.|[^/\\])+/(?:(?:\\.|[^/\\])*/)?[a-z]*`, 's']],
  regions: [['^=\\w+', '=cut', 'c'], [raw`<<~?["']?[A-Z]\w*["']?`, heredoc, 's', { anchored: true }], [raw`\bq[qwr]?\(`, ')', 's'], [raw`\bq[qwr]?\{`, '}', 's']], multi: '"\'',
  words: 'and bless chomp cmp defined delete die do each else elsif eq eval exists for foreach ge grep gt if join keys last le local lt map my ne next no not open or our package pop print printf push qw redo ref require return say scalar shift sort split sub undef unless unshift until use values wantarray while xor',
});
define('lua luau', {
  line: [raw`--(?!\[=*\[)`], quotes: '"\'', regions: [[raw`--\[=*\[`, bracket, 'c'], [raw`\[=*\[`, bracket, 's']],
  words: 'and break do else elseif end for function goto if in local not or repeat return then until while self', values: 'true false nil',
});
const SHELL = define('bash sh shell zsh ksh ash dash shellscript console shell-session terminal', {
  line: [raw`(?<![\w$&{])#(?!\{)`], quotes: '"', multi: '"', special: [[raw`\$(?:\w+|[@#?$!*-]|\{[^}]*\})`, 'v'], [raw`(?<=\s)--?[\w-]+`, ''], [raw`\\.`, '']],
  regions: [[raw`\$?'`, "'", 's'], [raw`<<-?\s*["']?\w+["']?`, heredoc, 's', { anchored: true }]], identifier: raw`[\p{L}_./~][\w./-]*`,
  words: 'alias bg break case cd continue do done echo elif else esac eval exec exit export fg fi for function getopts if in let local popd printf pushd read readonly return select set shift source sudo test then time trap unset until wait while',
  values: 'true false',
});
define('fish', SHELL, { words: `${SHELL.words} and begin end not or string switch`, values: 'true false' });
define('powershell ps1 pwsh', {
  fold: true, line: ['#'], block: [['<#', '#>']], regions: [['@"', '"@', 's'], ["@'", "'@", 's']], quotes: '"', special: [[raw`\$[\w:]+`, 'v'], [raw`'(?:''|[^'])*'`, 's'], [raw`(?<=\s)-\w+`, ''], [raw`\w+-\w+`, 'w']],
  words: 'begin break catch class continue data do dynamicparam else elseif end enum exit filter finally for foreach from function if in param process return switch throw trap try until using while', values: '$true $false $null',
});
define('batch bat cmd dos', { fold: true, line: [raw`::`, raw`^\s*@?rem\b`], quotes: '"', special: [[raw`%%?~?\w+%?`, 'v'], [raw`^\s*:\w+`, 'v']], words: 'call cd copy defined del dir do echo else endlocal errorlevel exist exit for goto if in md mkdir move not off on pause popd pushd rd ren set setlocal shift start title type' });
define('tcl', { line: [raw`(?:^|(?<=;))\s*#`], quotes: '"', multi: '"', special: [[raw`\$[\w:]+`, 'v']], words: 'append array break catch continue else elseif error eval expr for foreach if incr lappend lindex list namespace package proc puts return set source string switch upvar variable while' });
define('awk gawk', HASH, { quotes: '"', special: [[raw`\$\w+`, 'v']], words: 'BEGIN END break continue delete do else exit for function getline gsub if in length match next print printf return split sub substr while' });
define('vim viml vimscript', { line: [raw`^\s*"`], special: [[raw`"(?:\\.|[^"\\])*"`, 's'], [raw`[bglstvw]:\w+|&\w+`, 'v']], quotes: "'", doubled: true, words: 'augroup autocmd call command else elseif endfor endfunction endif endtry endwhile execute finish for function if in let map nnoremap noremap return set silent syntax try unlet vnoremap while' });

// Functional
define('haskell hs purescript purs elm', {
  line: [raw`--(?![!#$%&*+./<=>?@\\^|~])`], block: [['{-', '-}']], nested: true, quotes: '"', special: [[raw`'(?:\\[^']+|[^\\'])'`, 's'], [raw`\p{Lu}[\w.]*`, 'v']], identifier: raw`[\p{L}_][\w']*`,
  words: 'as case class data default deriving do else exposing family forall foreign hiding if import in infix infixl infixr instance let mdo module newtype of port qualified rec then type where',
});
define('ocaml ml mli reasonml', { block: [['(*', '*)']], nested: true, quotes: '"', multi: '"', special: [[raw`'(?:\\[^']+|[^\\'])'`, 's'], [raw`'\w+`, 'v']], identifier: raw`[\p{L}_][\w']*`, words: 'and as assert begin class constraint do done downto else end exception external for fun function functor if in include inherit initializer lazy let match method module mutable new nonrec object of open or private rec sig struct then to try type val virtual when while with', values: 'true false None Some' });
define('fsharp fs f# fsx', { line: ['//'], block: [['(*', '*)']], nested: true, regions: [TRIPLE], quotes: '"', multi: '"', special: [[raw`'(?:\\[^']+|[^\\'])'`, 's'], [raw`'\w+`, 'v'], PREPROCESSOR], words: 'abstract and as assert async base begin class default delegate do done downcast elif else end exception extern finally for fun function if in inherit inline interface internal lazy let match member module mutable namespace new not of open or override private public rec return seq static struct task then to try type upcast use val when while with yield', values: 'true false null None Some' });
define('elixir ex exs', HASH, { quotes: '"', multi: '"', regions: [TRIPLE], special: [[raw`:[\p{L}_]\w*[?!]?|\b\w+:(?=\s)`, 'v'], [raw`@\w+`, 'v']], identifier: raw`[\p{L}_]\w*[?!]?`, words: 'after alias and case catch cond def defdelegate defexception defguard defimpl defmacro defmacrop defmodule defp defprotocol defstruct do else end fn for if import in not or quote raise receive rescue require super try unless unquote use when with', values: 'true false nil' });
define('erlang erl', { line: ['%'], quotes: '"', special: [[raw`'(?:\\.|[^'\\])*'`, 'v'], [raw`\b\p{Lu}\w*`, 'v'], [raw`^-\w+`, 'w']], words: 'after and andalso begin bnot bor bsl bsr bxor case catch cond div end fun if let maybe not of or orelse receive rem try when xor', values: 'true false ok error undefined' });
const LISP = { line: [';'], quotes: '"', multi: '"', identifier: raw`[^\s()[\]{}"';,\x60@]+`, number: raw`[+-]?\d+(?:[./]\d+)?(?=[\s()[\]]|$)` };
define('clojure clj cljs cljc edn', LISP, { special: [[raw`:[\w./?!*+<>=-]+`, 'v'], [raw`\\\w+`, 's'], [raw`#"(?:\\.|[^"\\])*"`, 's']], words: 'and as-> case catch comment cond cond-> cond->> def defmacro defmethod defmulti defn defn- defonce defprotocol defrecord deftype do doseq dotimes finally fn for if if-let if-not if-some in-ns let letfn loop match new not ns or quote recur refer require set! some-> throw try use var when when-let when-not while -> ->>', values: 'true false nil' });
define('lisp commonlisp common-lisp cl elisp emacs-lisp el', LISP, { fold: true, block: [['#|', '|#']], nested: true, special: [[raw`[:&][\w-]+`, 'v'], [raw`#\\\S+`, 's']], words: 'and case catch cond cons car cdr declare defclass defconstant defgeneric defmacro defmethod defpackage defparameter defstruct defun defvar defcustom do dolist dotimes eval flet format funcall function handler-case if in-package interactive labels lambda let let* loop not or prog1 progn provide quote require return setf setq unless unwind-protect use-package when while with-open-file', values: 'nil t' });
define('scheme scm racket rkt', LISP, { block: [['#|', '|#']], nested: true, special: [[raw`#:?[\w%-]+`, 'v'], [raw`#\\\S+`, 's']], words: 'and begin call/cc case cond define define-record-type define-struct define-syntax delay display do else for for/list if import lambda let let* let-values letrec library match module not or provide quasiquote quote require set! struct syntax-rules unless unquote when' });
define('prolog', { line: ['%'], block: [['/*', '*/']], quotes: '"', special: [[raw`'(?:''|[^'])*'`, 's'], [raw`\b[\p{Lu}_]\w*`, 'v'], [raw`:-|\?-|-->`, 'w']], words: 'dynamic discontiguous fail false halt is mod module not rem true use_module' });
define('nix', HASH, { block: [['/*', '*/']], quotes: '"', multi: '"', regions: [["''", "''", 's']], special: [[raw`(?<=^|[\s(\[])[.~]?[\w.+-]*/[\w./+-]+`, 's']], identifier: raw`[\p{L}_][\w'-]*`, words: 'assert builtins else if import in inherit let or rec then with', values: 'true false null' });

// Numbers and data
const SQL = {
  fold: true, line: ['--'], block: [['/*', '*/']], quotes: "'", doubled: true, multi: "'", regions: [[raw`\$\w*\$`, (/** @type {string} */ open) => open, 's']], special: [[raw`(?<!:):\w+|@\w+`, 'v']],
  words: 'add all alter analyze and any array as asc auto_increment begin between bigint binary boolean by cascade case cast char check collate column commit conflict constraint create cross current_date current_timestamp database date decimal declare default delete desc distinct do double drop else end except execute exists explain fetch filter first float following for foreign from full function grant group having if ilike in index inner insert instead int integer intersect interval into is join json jsonb key lateral left like limit materialized merge natural not nothing numeric of offset on or order outer over partition preceding primary procedure range real recursive references replace returning returns right rollback row rows schema select sequence serial set smallint sum count avg min max coalesce table temporary text then timestamp timestamptz to transaction trigger truncate unbounded union unique update using uuid values varchar view when where window with',
  values: 'true false null',
};
define('sql mysql postgresql postgres psql sqlite plsql tsql mssql duckdb bigquery cql', SQL);
define('r rscript', HASH, { special: [[raw`%[^%\s]*%|<-|->`, 'w']], identifier: raw`[\p{L}.][\w.]*`, words: 'break else for function if in library next repeat require return while', values: 'TRUE FALSE NULL NA NaN Inf T F' });
define('julia jl', HASH, { block: [['#=', '=#']], nested: true, line: ['#(?!=)'], quotes: '"', regions: [TRIPLE], special: [[raw`(?<![\w)\]])'(?:\\.|[^\\'])'`, 's'], [raw`@\w+|:[\p{L}_]\w*`, 'v']], identifier: raw`[\p{L}_]\w*!?`, words: 'abstract baremodule begin break catch const continue do else elseif end export finally for function global if import in isa let local macro module mutable primitive quote return struct try type using where while', values: 'true false nothing missing Inf NaN' });
define('matlab octave', { line: ['%(?!\\{)'], block: [['%{', '%}']], quotes: '"', special: [[raw`(?<![\w)\]}'.])'(?:''|[^'])*'`, 's']], words: 'break case catch classdef continue else elseif end for function global if methods otherwise parfor persistent properties return spmd switch try while', values: 'true false pi Inf NaN' });
define('fortran f90 f95 f77', { fold: true, line: ['!'], quotes: '"\'', doubled: true, special: [[raw`\.(?:true|false)\.`, 'v']], words: 'allocatable allocate call case character class close common complex contains cycle deallocate dimension do double else elseif end enddo endif exit format function goto if implicit in include inout integer intent interface kind logical module none only open out parameter pointer precision print private procedure program public pure read real recursive result return save select stop subroutine target then type use where while write' });
define('pascal delphi objectpascal', { fold: true, line: ['//'], block: [['{', '}'], ['(*', '*)']], quotes: "'", doubled: true, special: [[raw`#\d+|\$[\da-f]+`, 'v']], words: 'and array as begin boolean case char class const constructor destructor div do downto else end except finally for function goto if implementation in inherited integer interface is mod not object of or out override packed private procedure program property protected public real record repeat set shl shr string then to try type unit until uses var virtual while with xor', values: 'true false nil' });
define('ada', { fold: true, line: ['--'], quotes: '"', doubled: true, special: [[raw`(?<!\w)'.'`, 's']], words: 'abort abs abstract accept access all and array at begin body case constant declare delay delta digits do else elsif end entry exception exit for function generic goto if in interface is limited loop mod new not null of or others out overriding package parallel pragma private procedure protected raise range record rem renames requeue return reverse select separate some subtype synchronized tagged task terminate then type until use when while with xor', values: 'true false null' });
define('vhdl vhd', { fold: true, line: ['--'], quotes: '"', special: [[raw`'.'`, 's']], words: 'all and architecture array begin block body buffer case component configuration constant downto else elsif end entity exit file for function generate generic if in inout integer is library loop map mod nand new next nor not of on open or others out package port process range record report return select severity signal std_logic std_logic_vector subtype then to type until use variable wait when while with xor' });
define('vb vbnet visual-basic vba vbscript basic', { fold: true, line: ["'", raw`^\s*rem\b`], quotes: '"', doubled: true, special: [[raw`^\s*#\w+`, 'w']], words: 'addhandler addressof and andalso as boolean byref byte byval call case catch class const continue date decimal declare dim do double each else elseif end endif enum event exit finally for friend function get goto handles if implements imports in inherits integer interface is let lib like long loop me mod module mustinherit my mybase namespace new next not object of on option optional or orelse overloads overridable overrides partial private property protected public raiseevent readonly redim return select set shadows shared short single static step stop string structure sub then throw to try type until using when while with withevents xor', values: 'true false nothing null empty' });
define('cobol cbl', { fold: true, line: [raw`^.{6}\*`, raw`\*>`], quotes: '"\'', doubled: true, identifier: raw`[\p{L}\d][\w-]*`, words: 'accept add call close compute data delete display divide division else end-if end-perform end-read environment evaluate exit file from giving go identification if initialize input into is line move multiply not occurs open output perform pic picture procedure program-id read redefines rewrite run section select set stop string subtract thru times to until value varying when working-storage write' });
define('nim', HASH, { block: [['#[', ']#']], nested: true, line: [raw`#(?!\[)`], quotes: '"', regions: [[raw`\w*"""`, '"""', 's']], special: [[raw`'(?:\\.|[^\\'])'`, 's'], [raw`\{\.[^}]*\.\}`, 'v']], words: 'addr and as asm block break case cast concept const continue converter defer discard distinct div do elif else end enum except export finally for from func if import in include interface is isnot iterator let macro method mixin mod not notin object of or out proc ptr raise ref return shl shr static template try tuple type using var when while xor yield echo', values: 'true false nil' });
define('asm assembly nasm masm x86asm armasm s', { fold: true, line: [';', '#(?!\\d)', '//'], block: [['/*', '*/']], quotes: '"\'', special: [[raw`^\s*[\w.$@]+:`, 'v'], [raw`^\s*\.?[a-z][\w.]*`, 'w'], [raw`%\w+|[$#]-?(?:0x)?[\da-f]+`, 'v']] });
define('wasm wat wast', LISP, { line: [';;'], block: [['(;', ';)']], special: [[raw`\$[\w.]+`, 'v']], words: 'block br br_if call drop else end export func global if import local loop memory module mut param result return start table then type i32 i64 f32 f64' });

// Configuration and documents
define('yaml yml', { line: [raw`(?<!\S)#`], quotes: '"', multi: '"\'', special: [[raw`'(?:''|[^'])*'`, 's'], [raw`(?<=^\s*(?:- +)*)[^\s#"'\-:&*{[][^:#{}\[\],]*(?=:(?:\s|$))`, 'w'], [raw`(?<=^\s*(?:- +)*)"(?:\\.|[^"\\])*"(?=:(?:\s|$))`, 'w'], [raw`[&*][\w-]+|!!?\w+|^---|^\.\.\.`, 'v']], identifier: raw`[\p{L}_][\w./-]*`, number: raw`-?\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?(?=\s*(?:$|[,\]}#]))`, values: 'true false null yes no on off True False' });
define('toml', HASH, { regions: [TRIPLE, ["'''", "'''", 's']], special: [[raw`^\s*\[\[?[^\]]*\]\]?`, 'w'], [raw`(?<=^\s*|[{,]\s*)[\w.-]+(?=\s*=)`, 'w'], [raw`\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-][\d:]+)?)?`, 'v']], values: 'true false inf nan' });
define('ini cfg conf properties dotenv env editorconfig gitconfig desktop systemd service', { line: ['[;#]'], quotes: '"', special: [[raw`^\s*\[[^\]]*\]`, 'w'], [raw`^\s*[\w.-]+(?=\s*[=:])`, 'w']], values: 'true false yes no on off' });
define('nginx nginxconf', HASH, { special: [[raw`^\s*[a-z_]+(?=\s|;|$)`, 'w'], [raw`\$\w+`, 'v']], values: 'on off' });
define('apache apacheconf htaccess', HASH, { special: [[raw`</?\w+|>`, 'w'], [raw`^\s*[A-Z]\w+`, 'w'], [raw`%\{[^}]*\}`, 'v']], values: 'On Off' });
define('hcl terraform tf tfvars', HASH, { block: [['/*', '*/']], line: ['#', '//'], quotes: '"', regions: [[raw`<<-?\w+`, heredoc, 's', { anchored: true }]], special: [[raw`[\p{L}_][\w-]*(?=\s*=[^=])`, '']], words: 'backend data dynamic for for_each if import in locals module moved output provider resource terraform variable count each local var string number bool list map object', values: 'true false null' });
define('dockerfile docker containerfile', HASH, { fold: true, special: [[raw`^\s*(?:ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)\b`, 'w'], [raw`\$(?:\w+|\{[^}]*\})`, 'v'], [raw`\sAS\s`, 'w']] });
define('makefile make mk gnumake', HASH, { special: [[raw`\$(?:\([^)]*\)|\{[^}]*\}|.)`, 'v'], [raw`^[\w./%-][^:=#]*(?=:(?!=))`, 'w'], [raw`^[\w-]+(?=\s*[?:+]?=)`, 'v']], words: 'define else endef endif export ifdef ifeq ifndef ifneq include override' });
define('just justfile', languages.get('makefile'));
define('cmake', HASH, { fold: true, quotes: '"', multi: '"', special: [[raw`\$(?:ENV)?\{[^}]*\}`, 'v'], [raw`[a-z_]\w*(?=\s*\()`, 'w']], values: 'on off true false required public private interface version' });
define('protobuf proto proto3', C, { words: 'bool bytes double enum extend extensions fixed32 fixed64 float import int32 int64 map message oneof option optional package public repeated required reserved returns rpc service sfixed32 sfixed64 sint32 sint64 stream string syntax to uint32 uint64', values: 'true false' });
define('latex tex bibtex bib', { line: [raw`(?<!\\)%`], special: [[raw`\\(?:[\p{L}@]+\*?|.)`, 'w'], [raw`(?<=\\(?:begin|end)\{)[^}]*`, 'v'], [raw`@\w+`, 'w']], regions: [[raw`\$\$`, '$$', 's'], [raw`\$`, '$', 's', { escapes: true }]] });
define('typst typ', C, { quotes: '"', special: [[raw`#[\p{L}][\w.-]*`, 'w'], [raw`^=+\s.*`, 'w'], [raw`\$[^$]*\$`, 's']] });
define('markdown md mdx gfm', { block: [['<!--', '-->']], lines: [[/^\s{0,3}#{1,6}\s/, 'w'], [/^\s*>/, 'c']], regions: [['^\\s*```[\\w-]*', '```', 's', { anchored: false }]], special: [[raw`^\s*(?:[-*+]|\d+[.)])\s`, 'v'], ['`[^`]+`', 's'], [raw`\*\*[^*]+\*\*|__[^_]+__`, 'v'], [raw`(?<=\])\([^)\s]*\)`, 's']], number: '(?!)' });
define('diff patch udiff', { lines: [[/^(?:\+\+\+|---|diff |index |@@)/, 'w'], [/^\+/, 's'], [/^-/, 'v'], [/^[\\#]/, 'c']], number: '(?!)' });
define('regex regexp', { special: [[raw`\\.`, 'v'], [raw`\[(?:\\.|[^\]\\])*\]`, 's'], [raw`[()|?*+^$]|\{\d*,?\d*\}`, 'w']] });
define('csv tsv', { quotes: '"', doubled: true });

/** What ends a here-document: the word that it began with. */
function heredoc(/** @type {string} */ open) {
  return open.replace(/^<<[<~-]?[-~]?\s*/, '').replace(/["']/g, '');
}

/** What ends Lua's long brackets. */
function bracket(/** @type {string} */ open) {
  return open.replace(/^--/, '').replaceAll('[', ']');
}
