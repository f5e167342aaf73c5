/**
 * Texts that no spreadsheet takes for a formula (OWASP, CSV injection). Machines say their serials and models themselves,
 * and whoever opens a report of them must not run what they say. Pure.
 */

/** Signs that begin a formula, those of Chinese and Japanese keyboards too, and what programs pass over before them. */
const FORMULA = /^[\s"'`\u00a0\ufeff]*[=+\-@＝＋－＠]/u;
/** The same behind a sign that some program takes for the end of a cell: which one it is hangs on its language. */
const NEXT_FORMULA = /([;,|])(?=[\s"'`\u00a0\ufeff]*[=+\-@＝＋－＠])/gu;
/** Tabs and line ends begin a cell; other control characters are not allowed in XML at all. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\ufffe\uffff]+/gu;

/** A text for a cell that says itself that it is one: XLSX, and HTML, which spreadsheets open too. */
export function defuse(text: string): string {
  const line = text.replace(CONTROLS, ' ');
  return FORMULA.test(line) ? `'${line}` : line;
}

/** A text for CSV, where a program may cut it in two at a separator, and take what follows for a formula. */
export const defuseCsv = (text: string): string => defuse(text).replace(NEXT_FORMULA, "$1'");
