// Chemical formulas: mhchem's `\ce` and `\pu` for Temml. Fetched with the first formula that uses them.

export { default } from 'temml/contrib/mhchem/mhchem.js';
