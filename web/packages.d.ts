// The packages' files that are used here, which have no types of their own.

declare module 'ace-code/src/tokenizer.js' {
  /** Reads code line by line; what a line leaves open is the state of the next. */
  export class Tokenizer {
    constructor(rules: Record<string, object[]>);
    states: Record<string, object[]>;
    getLineTokens(line: string, state: string | string[]): { tokens: { type: string; value: string }[]; state: string | string[] };
  }
}
declare module 'ace-code/*';

declare module 'temml/temml.js' {
  interface Temml {
    __renderToMathMLTree(source: string, options: object): object;
  }
  const temml: Temml;
  export default temml;
}
declare module 'temml/dist/Temml-Local.css' {
  const text: string;
  export default text;
}
declare module 'temml/*';
