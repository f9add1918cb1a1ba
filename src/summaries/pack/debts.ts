/** What is past its day, by what it is: "1 decision, 2 themes, 1 reply". Empty where nothing is. */
export function debtsInWords(debts: { decisions: number; themes: number; replies: number }): string {
  const names = [
    [debts.decisions, 'decision', 'decisions'],
    [debts.themes, 'theme', 'themes'],
    [debts.replies, 'reply', 'replies'],
  ] as const
  const said = names.filter(([n]) => n > 0).map(([n, one, many]) => `${n} ${n === 1 ? one : many}`)
  return said.join(', ')
}
