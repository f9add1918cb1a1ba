import { talkBackPromises } from './feedback/coming-back/talk-back-promises.ts'
import { invitationPromises } from './feedback/inviting/invitation-promises.ts'
import { noticePromises } from './feedback/notices/notice-promises.ts'
import { tabletPromises } from './feedback/with-a-worker/tablet-promises.ts'
import type { Promised } from './promise.ts'
import { planPromises } from './support/plan/plan-promises.ts'
import { languagePromises } from './web/language-promises.ts'

const everySet = (...keys: string[]) =>
  Object.fromEntries(['8-11', '11-17', 'family', 'adult'].map((set) => [`/say/${set}`, keys]))

/** All promises of the public site. A new one belongs here, with its test, before it goes onto a page. */
export const promises: Record<string, Promised> = {
  'no name, no internet address, no device': {
    said: { '/private': ['front.promise_no_name'] },
    limits: [
      'You do not need to tell us your name.',
      'You do not have to say who you are. We do not keep your internet address',
      'You do not need to give your name',
    ],
    proof: [['tests/promises.test.ts', 'an internet address and a device leave no trace']],
  },
  'so we cannot find you or send help': {
    said: { '/private': ['front.cannot_find'], 'after sending': ['feedback.cannot_find_you'] },
    limits: ['we cannot find you', 'we may not be able to send help'],
    proof: [
      ['tests/promises.test.ts', 'an internet address and a device leave no trace'],
      ['tests/feedback/giving.test.ts', 'the row of somebody who wrote holds a day and no time'],
    ],
  },
  'no cookie before a key, and no other company': {
    said: { '/private': ['front.promise_no_cookie'] },
    proof: [
      ['tests/crawl.test.ts', 'the pages behind a form can be used by everybody, and only a key brings a cookie'],
      ['tests/crawl.test.ts', 'every kind of page can be used by everybody, asks nobody else and leaves nothing'],
      ['tests/feedback/coming-back.test.ts', 'a visit ends after half an hour, and when it is closed'],
    ],
  },
  'we get your words only when you press Send': {
    said: { '/private': ['front.promise_only_send'], ...everySet('feedback.count_questions') },
    proof: [['tests/crawl.test.ts', 'what is typed goes nowhere until Send is pressed']],
  },
  'if we cannot save it we say so, and your words stay on the page': {
    said: { '/private': ['front.promise_saved'], 'not saved': ['feedback.not_saved_title', 'feedback.not_saved_lead'] },
    proof: [
      ['tests/web/not-saved.test.ts', '20,000 characters'],
      ['tests/feedback/giving.test.ts', 'sending the same form twice keeps one row and shows the same key'],
    ],
  },
  'without a network nothing is lost from the page': {
    said: everySet('layout.lost'),
    proof: [['tests/lost-network.test.ts', 'offline the words stay, the page says so beside Send']],
  },
  'nobody is refused: in a crowd one presses once more, and the words stay': {
    said: { 'asked to press again': ['feedback.wait_title', 'feedback.wait_lead'] },
    proof: [
      ['tests/feedback/sending-in-a-crowd.test.ts', 'the sixth in a minute is asked to press again'],
      ['tests/durability/flood.test.ts', '37 of 37 behind one address are heard during a flood'],
    ],
  },
  'your own words are erased after twelve months': {
    said: { '/private': ['front.promise_months'] },
    proof: [['tests/feedback/coming-back.test.ts', 'own words are erased after twelve months']],
  },
  'the part that takes your words cannot read them': {
    said: { 'public side alone': ['front.promise_split'] },
    proof: [['tests/safeguarding/concerns.test.ts', 'a process without the desk key opens no note and no word']],
  },
  'leave quickly': {
    said: { '/private': ['front.leave_what', 'front.leave_shift', 'front.leave_not'] },
    proof: [
      ['tests/leaving.test.ts', 'the button blanks the page at once and goes somewhere ordinary'],
      ['tests/leaving.test.ts', 'Shift three times does the same'],
      ['tests/crawl.test.ts', 'no title and no address says why somebody came'],
    ],
  },
  'a trained reader reads, and each opening is written down': {
    said: {
      '/who-reads': ['front.reads_readers_lead'],
      '/say/family': ['feedback.box'],
      '/say/8-11': ['feedback.box_child'],
      '/say/11-17': ['feedback.box_young'],
      '/say/adult': ['feedback.box_adult'],
    },
    limits: ['A grown-up who works here reads this', 'Trained people read this'],
    proof: [
      ['tests/feedback/reading.test.ts', 'a reader opens the words with a reason'],
      ['tests/feedback/reading.test.ts', 'nobody but a reader reads'],
    ],
  },
  'names and places are hidden, and a second person agrees': {
    said: { '/who-reads': ['front.reads_hide_lead', 'front.reads_second_lead'] },
    limits: ['What happens to your words is your choice'],
    proof: [
      ['tests/feedback/reading.test.ts', 'a reader opens the words with a reason'],
      ['tests/feedback/hiding.test.ts', 'the copy holds the stand-in and not the words'],
      ['tests/feedback/reading.test.ts', 'words that may only be read are released to nobody'],
    ],
  },
  'people who plan services never see your own words': {
    said: { '/who-reads': ['front.reads_leads_lead'] },
    proof: [['tests/routes.test.ts', 'what may not leave the reading desk is on no page of anybody else']],
  },
  'the board sees round numbers, and no small group': {
    said: { '/who-reads': ['front.reads_board_lead'], '/what-changed': ['changes.rounding'] },
    proof: [
      ['tests/summaries/small-numbers.test.ts', 'fewer than ten is one band'],
      ['tests/summaries/board.test.ts', 'a period in which four people spoke shows no number about them'],
    ],
  },
  'we read on working days': {
    said: { '/who-reads': ['front.when_lead'], 'after sending': ['feedback.next_reading'] },
    limits: ['Nobody reads at night or at the weekend'],
    proof: [
      ['tests/safeguarding/working-time.test.ts', 'the clock runs from nine to five on working days'],
      ['tests/safeguarding/working-time.test.ts', 'bank holidays in England are not working days'],
      ['tests/feedback/giving.test.ts', 'own words and an answer of feeling unsafe have a human deadline'],
      [
        'tests/safeguarding/duty-page.test.ts',
        'a day on which everybody is away is no reading day, before the first box and after sending',
      ],
      [
        'tests/safeguarding/duty-clock.test.ts',
        'of 1,000 texts each has a time, each late one is with the next named person within five minutes',
      ],
    ],
  },
  'what must be passed on is passed on': {
    said: { '/who-reads': ['front.must_lead'] },
    limits: ['we have to pass that on', 'we must pass', 'we have to tell', 'still have the right to be kept safe'],
    proof: [
      ['tests/safeguarding/concerns.test.ts', 'a concern has an owner and a due time from its first moment'],
      ['tests/safeguarding/concerns.test.ts', 'a concern that nobody passed on is late and says so'],
    ],
  },
  'the key is the only way back, and shows no words': {
    said: { 'after sending': ['feedback.key_only_way', 'feedback.keep_warning'], '/back': ['feedback.back_hint'] },
    limits: ['You get a key. With it you can see what we did, or take your words back.'],
    proof: [
      ['tests/feedback/coming-back.test.ts', 'the key page follows the words, and never shows them'],
      ['tests/feedback/coming-back.test.ts', 'a key opens in capitals, with commas, and by four letters of each word'],
      ['tests/feedback/return-key.test.ts', 'the hash depends on the root key'],
      ['tests/routes.test.ts', 'a key opens the page of its own words and no other'],
    ],
  },
  'the printed key does not say what it is for': {
    said: { 'after sending': ['feedback.keep_print'] },
    proof: [['tests/crawl.test.ts', 'the printed key names nothing']],
  },
  'what you take back is erased': {
    said: {
      'take back?': ['feedback.take_back_goes', 'feedback.take_back_stays', 'feedback.take_back_copies'],
      'taken back': ['feedback.taken_lead'],
    },
    proof: [
      ['tests/feedback/coming-back.test.ts', 'a person takes back what they said'],
      ['tests/feedback/coming-back.test.ts', 'a safeguarding concern stays'],
      ['tests/changes/publishing.test.ts', 'a withdrawn piece of feedback takes its quote from the page at once'],
    ],
  },
  'what you say about yourself is only counted': {
    said: { 'about you': ['about.apart', 'about.never_back'] },
    proof: [
      ['tests/feedback/about-you.test.ts', 'no table holds what one person said about themselves'],
      ['tests/summaries/who-spoke.test.ts', 'what people said about themselves is banded'],
    ],
  },
  ...invitationPromises,
  ...tabletPromises,
  ...languagePromises,
  ...noticePromises,
  ...planPromises,
  ...talkBackPromises,
  'every quote has a yes': {
    said: { '/what-changed': ['changes.quotes'] },
    proof: [['tests/changes/publishing.test.ts', 'a quote needs the writer’s permission']],
  },
  'a card says whether a clinician approved it': {
    said: { '/guidance': ['guidance.draft_all'] },
    proof: [
      ['tests/support/guidance.test.ts', 'one member alone approves nothing'],
      ['tests/support/guidance.test.ts', 'a card that is changed is a draft again'],
    ],
  },
  'we do not keep what you looked for': {
    said: { '/support': ['support.finder_lead'] },
    proof: [['tests/support/finding-support.test.ts', 'wishes leave no trace']],
  },
  'this does not go on a child’s file, unless it must be passed on': {
    said: {},
    limits: ['This does not go on your child’s file, unless we must pass it on to keep someone safe.'],
    proof: [['tests/promises.test.ts', 'nothing links what was said to a file']],
  },
}
