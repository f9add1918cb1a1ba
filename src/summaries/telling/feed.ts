import type { Frame } from '../../web/frame.ts'
import { xml } from '../pack/xml.ts'
import { newestDay, type Told } from './what-changed.ts'

/** Reader apps ask for the newest. */
const MOST_IN_FEED = 30

/**
 * The same page as a feed (RSS 2.0, https://www.rssboard.org/rss-specification). Its titles say that something was made or
 * planned and when, and not what about: they stand in lists on screens that others see. An entry whose state changes comes as
 * a new one.
 * @param address where people reach the public site
 */
export function feedOf(told: (Told & { key: string })[], page: Frame, address: string): string {
  const { t, language, href, formats } = page
  const home = `${address}${href('/what-changed')}`
  const items = told.slice(0, MOST_IN_FEED).map((item) => {
    const sentence = language.code === 'en-easy' ? item.easySentence : item.publicSentence
    return [
      '<item>',
      `<title>${xml(`${t(`changes.${item.key}`)}: ${formats.month(newestDay(item))}`)}</title>`,
      `<link>${xml(`${home}#d-${item.id}`)}</link>`,
      `<guid isPermaLink="false">${xml(`${item.id} ${item.key}`)}</guid>`,
      `<pubDate>${new Date(newestDay(item)).toUTCString()}</pubDate>`,
      `<description>${xml(sentence)}</description>`,
      '</item>',
    ].join('')
  })
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<rss version="2.0"><channel>',
    `<title>${xml(t('changes.title'))}</title>`,
    `<link>${xml(home)}</link>`,
    `<description>${xml(t('changes.heading'))}</description>`,
    `<language>${language.tag}</language>`,
    ...items,
    '</channel></rss>',
    '',
  ].join('\n')
}
