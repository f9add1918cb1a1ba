import type { Frame } from '../../web/frame.ts'
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
      `<title>${escaped(`${t(`changes.${item.key}`)}: ${formats.month(newestDay(item))}`)}</title>`,
      `<link>${escaped(`${home}#d-${item.id}`)}</link>`,
      `<guid isPermaLink="false">${escaped(`${item.id} ${item.key}`)}</guid>`,
      `<pubDate>${new Date(newestDay(item)).toUTCString()}</pubDate>`,
      `<description>${escaped(sentence)}</description>`,
      '</item>',
    ].join('')
  })
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<rss version="2.0"><channel>',
    `<title>${escaped(t('changes.title'))}</title>`,
    `<link>${escaped(home)}</link>`,
    `<description>${escaped(t('changes.heading'))}</description>`,
    `<language>${language.tag}</language>`,
    ...items,
    '</channel></rss>',
    '',
  ].join('\n')
}

function escaped(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/[^\P{Cc}\t\n\r]/gu, '')
}
