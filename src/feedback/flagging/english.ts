/** Small words that English does not do without, with their short forms. */
const english = new Set(
  `the and a to of i in it is was my me you u that they he she we for on with not no dont don't im i'm n ur be at this have has had do did so but
  if when what who how all am are were from can cant can't will would his her him them our your there up out get go got just like
  because cos been by as or an about who more want need help nothing ok okay good nice really very still feel home people`
    .split(/\s+/)
    .filter(Boolean),
)

/** The same of Polish, Slovak, Romanian, Welsh, and of Urdu and Arabic in Latin letters: what does not stand in English. */
const others = new Set(
  `nie się jest że jak ale mnie mi był była już bo są przez czy tak dla jestem nic som nie je že ako ale sa pre bol bola aby keď veľmi
  și nu este că pe cu mai sunt dar pentru mi-a din ce când foarte am fost să yn y mae ac ddim fy ei wedi bod oedd gan dw rwy dwi i'r yr
  hai hain mein mujhe mera meri nahi nahin aur ko se ka ki ke kya bahut tha thi woh hum kar raha rahi ana mish fi min ala wa kan hatha`
    .split(/\s+/)
    .filter(Boolean),
)

/**
 * Whether a text is English enough for a model that knows nothing else. A few words of another language inside it are
 * fine; what is mostly something else is never scored.
 */
export function looksEnglish(text: string): boolean {
  const letters = text.match(/\p{L}/gu) ?? []
  if (letters.length === 0) return true
  const latin = letters.filter((letter) => /[a-zà-ÿ]/i.test(letter)).length
  if (latin / letters.length < 0.7) return false
  const words = text.toLowerCase().match(/[\p{L}'’]+/gu) ?? []
  const count = (list: Set<string>) => words.filter((word) => list.has(word.replace('’', "'"))).length
  const [known, foreign] = [count(english), count(others)]
  return words.length < 5 ? foreign <= known : known > foreign && known / words.length >= 0.12
}
