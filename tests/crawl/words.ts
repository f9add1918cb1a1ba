/**
 * Words that would tell somebody who looks over a shoulder, or into a browser's history, why a person came. Sixty and
 * more; each is looked for at the start of a word, in titles and in addresses.
 */
export const tellingWords = [
  ...['abus', 'exploit', 'survivor', 'victim', 'disclos', 'trauma', 'police', 'crime', 'criminal', 'court', 'justice'],
  ...['redress', 'compensation', 'rape', 'sex', 'assault', 'groom', 'traffick', 'slaver', 'violen', 'harm', 'hurt'],
  ...['danger', 'unsafe', 'safeguard', 'concern', 'report', 'offen', 'perpetrat', 'suspect', 'evidence', 'witness'],
  ...['isva', 'sarc', 'nspcc', 'childline', 'samaritans', 'shout', 'stovewood', 'mash', 'refuge', 'domestic', 'cse'],
  ...['csa', 'cce', 'county', 'drug', 'alcohol', 'suicid', 'self-harm', 'crisis', 'counsel', 'therap', 'mental'],
  ...['psych', 'ptsd', 'clinic', 'missing', 'runaway', 'scared', 'afraid', 'escape', 'secret', 'emergency', 'threat'],
  ...['blackmail', 'porn', 'nude', 'indecent', 'perpetrator', 'investigat', 'inquiry', 'complain', 'whistle'],
]

/** @returns the telling words in a title or an address */
export function tellingIn(text: string): string[] {
  return tellingWords.filter((word) => new RegExp(`(^|[^a-z])${word}`, 'i').test(text))
}
