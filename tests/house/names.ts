/** Names that are the same in every language, and what a person has to type or look for as it is. */
const names = [
  ...['Heard', 'Childline', 'Samaritans', 'Shout', 'SHOUT', 'NSPCC', 'Evolve', 'Rotherham', 'Relay UK', 'BSL', 'Shift'],
  ...['Easy read', 'easy read', 'GOV.UK Notify', 'name@example.org'],
  ...['Practice Resolution Protocol', 'Children Act', 'Family Help', 'Barnardo’s', 'LGBT'],
  ...['CAMHS', 'SARC', 'ISVA', 'MASH', 'NRM', 'TRS', 'NHS'],
  ...['South Yorkshire Police', 'National Crime Agency', 'Independent Office for Police Conduct', 'Send'],
]

/** A message without names and without what a computer reads in it: what is left is to be translated. */
export function withoutNames(text: string): string {
  const words = text
    .replace(/\{(\w+), (?:plural|select),/g, '')
    .replace(/\{\w+(?:, number)?\}/g, '')
    .replace(/(?:=\d+|\b(?:zero|one|two|few|many|other|about|band)) \{/g, '{')
  return names.reduce((rest, name) => rest.replaceAll(name, ''), words).replace(/[{}#]/g, ' ')
}

/** Words that a language shares with English, by the keys where they stand. A person looked at each. */
export const sameWord: Partial<Record<string, string[]>> = {
  ro: ['front.set_adult', 'support.fact_cost'],
}
