import type { Promised } from '../../promise.ts'

/** What the page says that is about being told of news. */
export const noticePromises: Record<string, Promised> = {
  'nobody is sent a message who did not ask for it': {
    said: { notices: ['notices.lead', 'notices.says_when'] },
    proof: [
      ['tests/feedback/notices.test.ts', 'somebody asks to be told, reads what the message will say'],
      ['tests/feedback/notices.test.ts', 'nobody gets more than one message in a week'],
      ['tests/feedback/notice-times.test.ts', 'what is found now goes out on another day'],
      ['tests/feedback/notice-times.test.ts', 'a message is sent only in hours that are safe'],
    ],
  },
  'a message says nothing but that something is new': {
    said: { notices: ['notices.says_lead', 'notices.message_text', 'notices.says_not'] },
    proof: [
      ['tests/feedback/notices.test.ts', 'the message holds no word of why it came'],
      ['tests/feedback/notice-providers.test.ts', 'a template that adds words of its own sends nothing'],
      ['tests/feedback/notice-providers.test.ts', 'a mail server gets plain text'],
    ],
  },
  'an address is locked away, and goes': {
    said: { notices: ['notices.kept'] },
    proof: [
      ['tests/feedback/notices.test.ts', 'the address stands nowhere in clear'],
      ['tests/feedback/notices.test.ts', 'somebody stops: the address and what was on its way are gone'],
      ['tests/feedback/notices.test.ts', 'words that are taken back, erased or old take the address with them'],
      ['tests/feedback/notice-outbox.test.ts', 'every opening of an address is in the log'],
      ['tests/feedback/notice-outbox.test.ts', 'a public process opens no address'],
    ],
  },
}
