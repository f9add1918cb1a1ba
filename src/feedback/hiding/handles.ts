import { type Looking, matches } from './proposal.ts'
import { isWord } from './word-lists.ts'

const APP =
  '(?:snap(?:chat)?|sc|insta(?:gram)?|ig|tik ?tok|discord|disc|fb|facebook|twitter|whats ?app|roblox|xbox|psn|ps5|gamertag|gamer tag|user ?name|handle|telegram|youtube|yt|twitch|bereal|kik|threads|steam|fortnite|minecraft|reddit|tumblr|vinted|messenger)'
const AT = /(?<![\w@.])@[\w.-]{2,40}/gu
const AFTER_APP = new RegExp(
  `(?<![\\p{L}])${APP}(?:\\s(?:name|user ?name|user|handle|tag|account|id|gamertag))?(?<link>\\s?(?::|=|-|–|@)\\s?|(?:[’']s)?\\s(?:is|its|it[’']s|was|as|under|called|at|on there as)(?:\\s(?:called|under|at))?\\s:?\\s?|s\\s|\\s)@?(?<it>[\\w][\\w.-]{2,40}(?:#\\d{2,5})?)`,
  'dgiu',
)
const BEFORE_APP = new RegExp(
  `(?<![\\w.@])(?<it>[\\w][\\w.-]{2,40})\\s(?:on|in|\\(on)\\s(?:my\\s)?${APP}(?![\\p{L}])`,
  'dgiu',
)
const WITH_UNDERSCORE = /(?<![\w@./-])(?=[\w.-]{0,40}[A-Za-z])[A-Za-z0-9.-]{1,30}_[\w.-]{1,30}/gu

/** Names in apps and games: found in any language. */
export const findHandles: Looking = (text) => [
  ...matches(text, AT, 'contact', 'name in an app'),
  ...matches(text, WITH_UNDERSCORE, 'contact', 'name in an app'),
  ...matches(text, AFTER_APP, 'contact', 'name in an app').filter(({ starts, ends }) => {
    const linked = /[:=@-]\s?@?$|\b(?:is|its|it’s|it's|was|as|under|called|at|as)\s:?\s?@?$/i.test(
      text.slice(Math.max(0, starts - 12), starts),
    )
    return isHandle(text.slice(starts, ends), linked)
  }),
  ...matches(text, BEFORE_APP, 'contact', 'name in an app').filter(({ starts, ends }) =>
    isHandle(text.slice(starts, ends), false),
  ),
]

function isHandle(said: string, linked: boolean): boolean {
  const lower = said.toLowerCase()
  if (/^\d+$/.test(said)) return false
  if (/[\d_.#]/.test(said.replace(/[.]+$/, ''))) return !/^\d{1,2}(?:st|nd|rd|th|am|pm)$/.test(lower)
  return linked && lower.split('-').some((part) => !isWord(part))
}
