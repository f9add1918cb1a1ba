import type { Promised } from '../promise.ts'

/** What the pages say of languages. */
export const languagePromises: Record<string, Promised> = {
  'people write in any language, and their own words are kept beside the English': {
    said: { '/help-to-read': ['front.any_language_how'] },
    proof: [['tests/feedback/translation.test.ts', 'a reader puts the words into English, beside the person’s own']],
  },
  // On the page only where there is a number to call.
  'by phone, we write down what people say, in their words': {
    said: {},
    proof: [['tests/feedback/keying-in.test.ts', 'a telephone call in another language is recorded as what it is']],
  },
  'words that nobody has checked say so': {
    said: { '/help-to-read': ['front.version_none'] },
    proof: [
      ['tests/web/languages.test.ts', 'a draft is served'],
      ['tests/web/languages.test.ts', 'a check holds for the words that were checked'],
    ],
  },
}
