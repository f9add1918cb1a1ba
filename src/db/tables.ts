import type { ColumnType, Generated } from 'kysely'

/** A day, as 'YYYY-MM-DD'. Rows that come from a person who writes carry a day and no time: a time could unmask them. */
type Day = string
type Bytes = Buffer
type Json<T> = ColumnType<T, string, string>

/** What can happen to a concern. */
export type ConcernStepName =
  | ('raised' | 'decided' | 'passed on' | 'asked again' | 'acknowledged' | 'explained')
  | ('handed over' | 'escalated' | 'also about' | 'notified' | 'delayed')
  | ('suspected' | 'lowering proposed' | 'lowered' | 'not lowered')
  | ('closing proposed' | 'kept open' | 'closed')
export type AtRisk = 'yes' | 'no' | 'cannot tell'
/** A card for people who help in their job: short lines, each with the key of the guidance behind it, if there is one. */
export type CardLine = { text: string; source: string | null }
export type CardContent = Record<'do' | 'say' | 'not_say' | 'refer', CardLine[]>

/** A code as somebody put it on a passage. */
export type PutCode = {
  key: string
  impact: 'helped' | 'no-difference' | 'harder'
  kind: 'praise' | 'concern' | 'idea'
}

export type Tables = {
  members: {
    id: string
    name: string
    email: string
    roles: string[]
    password_hash: string
    /** Somebody else made the password: it works until then, and only to choose one's own. */
    first_password_until: Date | null
    totp_sealed: Bytes
    /** The last accepted time step, so that a code works once. */
    totp_last_step: Generated<number>
    demonstration: Generated<boolean>
    joined_on: Day
    left_on: Day | null
  }
  sessions: {
    id_hash: string
    kind: 'team' | 'visit'
    member_id: string | null
    data: Json<unknown>
    expires_at: Date
  }
  audit_entries: {
    number: number
    at: Date
    member_id: string | null
    action: string
    record: string
    record_id: string | null
    detail: Json<Record<string, unknown>>
    hash: string
  }
  jobs: {
    name: string
    next_run: Date
    locked_until: Date | null
    last_run: Date | null
    last_problem: string | null
  }
  facts: { key: string; value: Json<unknown> }
  reader_keys: {
    id: string
    public_key: Bytes
    /** Made with the root key, so that nobody with the database alone can put their own public key here. */
    public_mac: Bytes
    wrapped_for_desk: Bytes
    wrapped_for_recovery: Bytes
    made_on: Day
    retired_on: Day | null
  }

  /** Not known: no source names who runs the option, and the name is only the option's own. */
  organizations: { id: string; name: string; known: boolean }
  support_options: {
    id: string
    slug: string
    organization_id: string
    name: string
    aliases: string[]
    summary: string
    how_to_access: string | null
    gender_or_community: string | null
    hours: string | null
    cost: string | null
    languages: string | null
    accessibility: string | null
    area: string | null
    age_min: number | null
    age_max: number | null
    age_note: string | null
    status: 'open' | 'presumed_open' | 'at_risk' | 'unverified' | 'closed'
    status_note: string | null
    /** What sources disagree on. Never shown to the public: it holds old and doubtful numbers. */
    conflicts: Json<{ field: string; values: string[]; note: string }[]>
    gaps: string[]
    sources: Json<{ url: string; seen: string; supports: string[]; kind: string }[]>
    /** Does it exist and do this? */
    confidence: 'high' | 'medium' | 'low'
    checked_on: Day
    checked_how: string
    checked_by: string | null
    /** What happens first when somebody gets in touch. */
    first_contact: string | null
    who_will_know: string | null
    what_asked: string | null
    /** Who can ask for somebody who cannot ask for themselves. */
    who_to_ask: string | null
    wait: string | null
    wait_checked_on: Day | null
    while_waiting: string | null
    /** Null here and below: not known. */
    free: boolean | null
    police: 'runs' | 'takes part' | 'none' | null
    /** Ways that a source names, besides what the contacts tell. */
    ways: Generated<string[]>
    welcomes: Generated<string[]>
    /** Keys of areas.json. */
    areas: Generated<string[]>
    /** Within a day; something that is always open has all seven from 00:00 to 24:00. */
    times: ColumnType<
      { days: string[]; opens: string; closes: string }[] | null,
      string | null | undefined,
      string | null
    >
    language_codes: Generated<string[]>
    interpreters: boolean | null
    owner_id: string | null
    visible_from: Day | null
    visible_until: Day | null
    /** Raised by every published change. */
    revision: Generated<number>
    /** Of the project's own file, so that a correction there arrives where nobody has edited the entry. */
    loaded_hash: string | null
  }
  option_contacts: {
    id: string
    option_id: string
    kind: 'phone' | 'text' | 'email' | 'web'
    value: string
    send: string | null
    /** Is this number right? By its source; a person's own look is `confirmed_on`. */
    confidence: 'high' | 'medium' | 'low'
    source: string | null
    /** When somebody last looked at it or at its source. */
    seen_on: Day
    confirmed_on: Day | null
    confirmed_by: string | null
    confirmed_how: 'called' | 'opened the page' | null
    taken_down_on: Day | null
    taken_down_why: string | null
  }
  entry_changes: {
    id: string
    option_id: string
    /** Which revision of the entry it became; null until it is published. */
    revision: number | null
    base_revision: number
    kind: string
    content: Json<unknown>
    why: string
    state: 'waiting' | 'published' | 'refused' | 'withdrawn'
    made_by: string | null
    made_at: Date
    settled_by: string | null
    settled_at: Date | null
    settled_why: string | null
  }
  option_checks: {
    id: string
    option_id: string
    about: 'contacts' | 'entry'
    contact_id: string | null
    outcome: 'right' | 'changed' | 'no answer' | 'wrong' | 'gone'
    how: 'called' | 'opened the page'
    made_on: Day
    made_by: string
    note: string | null
  }
  guidance_cards: {
    id: string
    tier: 'community' | 'universal' | 'targeted' | 'specialist'
    phase: string
    content: Json<CardContent>
    version: Generated<number>
    state: Generated<'draft' | 'waiting' | 'approved'>
    /** The clinician who answers for it. */
    owner_name: string | null
    owner_role: string | null
    approved_on: Day | null
    review_on: Day | null
    asked_by: string | null
    /** Never the one who asked. */
    agreed_by: string | null
    /** Of the project's own file, so that a correction there arrives where nobody has touched the card. */
    loaded_hash: string
  }
  guidance_steps: {
    id: string
    card_id: string
    version: number
    what: 'edited' | 'asked' | 'approved' | 'sent back'
    content: Json<CardContent>
    owner_name: string | null
    owner_role: string | null
    approved_on: Day | null
    review_on: Day | null
    why: string | null
    made_by: string | null
    made_at: Date
  }
  directory_revision: { number: string }
  /** Whose records are brought in: a feed of Open Referral UK, or tables. */
  import_sources: {
    id: string
    name: string
    kind: 'oruk' | 'csv'
    /** Null: its tables are pasted. */
    address: string | null
    licence: string | null
    added_by: string
    added_on: Day
  }
  import_runs: {
    id: string
    source_id: string
    state: 'queued' | 'running' | 'paused by a restart' | 'finished' | 'stopped' | 'failed'
    /** What was pasted. Gone when the run is over. */
    csv: string | null
    /** Where the run goes on: everything before it is written. */
    next_page: Generated<number>
    next_item: Generated<number>
    pages_said: number | null
    records_said: number | null
    listed: Generated<number>
    added: Generated<number>
    changed: Generated<number>
    unchanged: Generated<number>
    problems: Generated<number>
    /** Records of the source that it no longer lists. They stay. */
    gone: Generated<number>
    bytes: Generated<number>
    worked_ms: Generated<number>
    /** Which limits ended it. */
    caps: Generated<string[]>
    notes: Generated<string[]>
    failure: string | null
    /** The worker that has it, and when that last wrote. */
    holder: string | null
    heartbeat: Date | null
    started_by: string
    started_at: Date
    ended_at: Date | null
  }
  import_problems: { id: Generated<number>; run_id: string; record: string | null; sentence: string }
  import_records: {
    id: string
    source_id: string
    /** What the source calls it. */
    source_record: string
    name: string
    content_hash: string
    raw: Json<unknown>
    licence: string | null
    fetched_at: Date
    /** The last run whose list had it. */
    listed_in: string | null
    not_listed_since: Day | null
    state: 'new' | 'changed' | 'proposed' | 'linked' | 'set aside'
    option_id: string | null
    change_id: string | null
    /** As it was when a person last decided about it. */
    reviewed_raw: ColumnType<unknown, string | null | undefined, string | null>
    reviewed_by: string | null
    reviewed_on: Day | null
    reason: string | null
  }
  taxonomies: { id: string; key: string; name: string }
  taxonomy_terms: {
    id: string
    taxonomy_id: string
    key: string
    name: string
    description: string | null
    position: number
  }
  option_terms: { id: string; option_id: string; term_id: string }
  /** What people looked for and could not find, each thing counted on its own. There is no row about a person. */
  unmet_needs: {
    /** 'YYYY-MM'. */
    month: string
    facet: string
    key: string
    count: Generated<number>
  }
  /** Taps that said "this did not work". A tap hides nothing by itself. */
  /** Days on which more taps came than are counted. */
  tap_limits: { day: Day }
  contact_reports: {
    id: string
    option_id: string
    /** Null: none of the contacts that the page showed. It may be gone since. */
    contact_id: string | null
    day: Day
    count: Generated<number>
    settled_by: string | null
    settled_on: Day | null
    settled_how: 'right' | 'taken down' | 'corrected' | null
  }

  question_sets: {
    id: string
    key: string
    version: number
    effective_from: Day
    effective_to: Day | null
    content: Json<unknown>
  }
  responses: {
    id: string
    /** What the team calls it: short and random, so that it tells no order. */
    ref: string
    question_set_id: string
    received_on: Day
    language: string
    service: string | null
    words_permission: 'none' | 'better' | 'report'
    unsafe_now: 'yes' | 'not-sure' | 'no' | null
    channel: 'open' | 'invitation' | 'tablet' | 'paper' | 'phone' | 'group'
    /** Somebody read or wrote with them. Not known where nobody could say. */
    helped: Generated<boolean | null>
    /** Only for what a member keyed in. */
    checked_with_person: Generated<boolean | null>
    has_words: boolean
    form_nonce_hash: Bytes
    answers_mac: Bytes
    key_lookup: Bytes
    key_kept: 'kept' | 'not wanted' | null
    /** For half an hour a refresh shows the same key. Then a job takes the time away. */
    key_shown_until: Date | null
    writer_public: Bytes
    writer_private_wrapped: Bytes
    dek_box: Bytes | null
    reader_key_id: string | null
    withdrawn_on: Day | null
    words_erased_on: Day | null
  }
  answers: { response_id: string; question_key: string; choice: string }
  sealed_words: {
    id: string
    response_id: string
    /** A question of the set; `more-1`, `meant-1`, `answer-1` for what came later; with `~en` behind it a translation. */
    question_key: string
    sealed: Bytes
    /** Words that came later, and translations, have their own data key; others are sealed with their response's. */
    dek_box: Generated<Bytes | null>
    reader_key_id: Generated<string | null>
    /** Tells the same said again with the same form: it keeps one row. Other words are a text of their own. */
    form_mark: Generated<Bytes | null>
    /** When they came, for what came later. */
    written_on: Generated<Day | null>
    /** The member who put it into English. Never a machine. */
    translated_by: Generated<string | null>
  }
  readings: {
    response_id: string
    reason: 'unsafe now' | 'child wrote' | 'own words'
    /** Gone once the reading is over: it would tell when the person wrote. */
    due_at: Date | null
    state: Generated<'waiting' | 'first read' | 'released' | 'read only' | 'not used'>
    /** Why it goes no further. */
    not_used: Generated<string | null>
    written_in: string | null
    found: 'none' | 'concern' | null
    first_by: string | null
    first_on: Day | null
    second_by: string | null
    second_on: Day | null
    on_time: boolean | null
    /** Who has it now: claimed, handed on, or passed on by the clock. Null: whoever is on duty and may read it. */
    with_member: Generated<string | null>
    /** How far the clock has passed it: 0 the reader, 1 the deputy, 2 the manager. It never goes back while it waits. */
    level: Generated<number>
    /** When it passes to the next person. Null until its due time has gone by once. */
    passes_at: Generated<Date | null>
    /** Whoever opened it to read has it until then. */
    claimed_until: Generated<Date | null>
  }
  /** With which names, and in which texts, a response was compared, as short marks; with other marks it is done again. */
  name_checks: { response_id: string; names: string; texts: string }
  /** How much a member opened on a day. */
  reading_loads: { member_id: string; day: Day; opened: Generated<number>; words: Generated<number> }
  /** What the flag made of a response's texts. It raises the order of reading and does nothing else. */
  flags: {
    response_id: string
    /** Which texts were looked at: a mark of the ids of the sealed texts. */
    texts: string
    state: 'raised' | 'read' | 'not read'
    why: 'sentence' | 'pattern' | 'read' | 'language' | 'failed' | 'off'
    /** Where the sentence that raised it stands; the words themselves stay sealed. */
    question_key: string | null
    starts: number | null
    ends: number | null
    model: string
    made_on: Day
  }
  /** Places in a person's words, by character. The words themselves stay sealed. */
  hidden_spans: {
    id: string
    response_id: string
    question_key: string
    starts: number
    ends: number
    stand_in: string
    hidden_by: string
    /** Which of its kind, the same for the same person or thing. Null for what was hidden before there were numbers. */
    number: Generated<number | null>
    /** What was hidden in one go is undone in one go. */
    made_in: Generated<string | null>
  }
  /** Places that were proposed to be hidden and that a person shows on purpose. */
  shown_places: {
    id: string
    response_id: string
    question_key: string
    starts: number
    ends: number
    kind: string
    shown_by: string
    made_in: string
  }
  /** How far a member has come in a long story: the section that lay open last, and marks of all that did. */
  reading_places: { member_id: string; response_id: string; section: number; shown: Generated<string[]> }
  /** What a person redacted and a second person agreed to. The only words that leave the reading desk. */
  released_words: { id: string; response_id: string; question_key: string; body: string; released_on: Day }
  /** What a worker gave out: for a team and a period, for nobody in particular. It leads to no response and no person. */
  invitations: {
    id: string
    /** Made with the root key: the table tells no code. */
    code_mac: Bytes
    service: string
    /** The key of the board's two months in which it was made. */
    period: string
    sealed: boolean
    opened: Generated<boolean>
    answered: Generated<boolean>
    made_on: Day
    expires_on: Day
  }
  /** The code of a sealed invitation beside what was answered with it, sealed for two readers together. */
  sealed_links: { response_id: string; sealed_code: Bytes; dek_box: Bytes; reader_key_id: string }
  /** A reader asks another to open a sealed link with them. The asker can take it back; only somebody else can agree. */
  seal_openings: {
    id: string
    response_id: string
    ground: string
    sealed_reason: Bytes | null
    dek_box: Bytes | null
    reader_key_id: string | null
    /** Plain, because the writer's own page shows it. Null when it is not safe to tell them. */
    told_writer: string | null
    asked_by: string
    asked_at: Date
    settled_by: string | null
    settled_at: Date | null
    outcome: 'agreed' | 'refused' | 'taken back' | null
  }

  /** A tablet that a worker handed over. It leads to no response, and a day later it is gone. */
  handovers: {
    id: string
    token_hash: Bytes
    member_id: string
    service: string | null
    set_address: string
    language: string
    helped: boolean
    state: Generated<'handed over' | 'finished' | 'not finished'>
    started_at: Date
    /** What its worker sees: filled in late, in steps of a quarter of an hour. */
    shown: Generated<'finished' | 'not finished' | null>
  }
  /** What a facilitator wrote down about a group that spoke together. Its statements are the words of the response. */
  group_sessions: {
    response_id: string
    head_count: '2-4' | '5-9' | '10-19' | '20-or-more'
    /** The key of the set of questions for people like those in the group. */
    about_set: string
    service: string | null
    /** 'YYYY-MM'. */
    held_month: string
  }

  /** Somebody wants to be told when something is new. Apart from the answers, and gone with them. */
  notice_wishes: {
    id: string
    response_id: string
    /** The way and the address, with a data key of their own. Null once nothing arrives there. */
    sealed: Bytes | null
    dek_box: Bytes | null
    reader_key_id: string | null
    language: string
    times: 'any' | 'daytime' | 'evenings' | 'weekends'
    asked_on: Day
    /** What the person knows already: a keyed hash of what their page showed when they last saw it or were told. */
    mark: Bytes
    last_sent_on: Day | null
  }
  /** One row for each message. Its id is the reference that the provider is asked by. */
  outbox: {
    id: string
    wish_id: string
    /** What is new, as a keyed hash: the same news makes one message. */
    mark: Bytes
    /** `failed` will be tried again, `given up` will not. */
    state: Generated<'queued' | 'sending' | 'sent' | 'failed' | 'given up'>
    tries: Generated<number>
    /** Null once it is over: it would tell when a message came. */
    next_try: Date | null
    lease_until: Date | null
    provider_id: string | null
    /** What the provider says became of it. */
    delivery: string | null
    /** The kind of the last failure, never its words. */
    problem: string | null
    done_on: Day | null
  }

  concerns: {
    id: string
    ref: string
    response_id: string | null
    about: string
    owner_id: string
    raised_by: string
    raised_at: Date
    due_at: Date
    sealed_note: Bytes | null
    dek_box: Bytes | null
    reader_key_id: string | null
    /** As in `readings`. */
    level: Generated<number>
    passes_at: Generated<Date | null>
  }
  /** Who is kept from a concern, also when the words it came from were taken back. */
  concern_conflicts: { concern_id: string; member_id: string }
  /** Everybody who has had a concern, written by the database. */
  concern_owners: { concern_id: string; number: number; member_id: string }
  /** Who is there for what people write, in which order, on which days. */
  rota_turns: {
    id: string
    position: 'reader' | 'deputy' | 'manager'
    member_id: string
    /** 'MO' to 'SU'. Empty: every working day. */
    weekdays: Generated<string[]>
    from_day: Day
    to_day: Day | null
    made_by: string | null
  }
  /** A member is away, or takes a pause from reading. Nothing waits for them meanwhile. */
  absences: {
    id: string
    member_id: string
    kind: 'away' | 'pause'
    starts_at: Date
    ends_at: Date
    made_by: string | null
  }
  /** One row for each member to be told that something waits, and one for the webhook. It leads to nothing it is about. */
  alerts: {
    id: string
    /** What it is about, as a hash with the desk key: the same thing is told once. */
    about: Bytes
    /** Null: the webhook. */
    member_id: string | null
    tone: 'now' | 'waits' | 'late'
    /** What waits for somebody at the same time goes as one message. */
    message_id: Generated<string | null>
    /** `nowhere`: no way to send it is set. */
    state: Generated<'queued' | 'sending' | 'sent' | 'failed' | 'given up' | 'nowhere'>
    tries: Generated<number>
    next_try: Date | null
    lease_until: Generated<Date | null>
    provider_id: Generated<string | null>
    /** The kind of the last failure, never its words. */
    problem: Generated<string | null>
    /** The hour in which it was over. */
    done_at: Generated<Date | null>
  }
  /** What a member does not read, and is never told of: words that name them, that are about their team or somebody close. */
  conflicts: {
    id: string
    member_id: string
    kind: 'named' | 'recused' | 'team' | 'person'
    /** For `named` and `recused`. */
    response_id: string | null
    /** For `team`: the name of the service. */
    service: string | null
    /** For `person`: the name, sealed for the readers. */
    sealed_name: Generated<Bytes | null>
    dek_box: Generated<Bytes | null>
    reader_key_id: Generated<string | null>
    made_by: string | null
    made_on: Day
    ended_on: Generated<Day | null>
  }
  concern_steps: {
    id: string
    concern_id: string
    number: number
    at: Date
    member_id: string
    step: ConcernStepName
    destination: string | null
    /** What was chosen from a list: the decision, how far up, what else it is about, whether an offence is suspected, why it closes. */
    choice: string | null
    /** The number of the step that this one answers: of where it was passed on, or of what was proposed. */
    answers: number | null
    /** Until when an answer is due, or until when telling the police or the council waits. */
    due_at: Date | null
    /** When it happened, if a member says so afterwards. */
    done_at: Date | null
    child_at_risk: AtRisk | null
    adult_at_risk: AtRisk | null
    /** Why, sealed with the concern's own key. */
    sealed_words: Bytes | null
    /** How it ended, sealed with the concern's own key like the reader's note. */
    sealed_outcome: Bytes | null
    /** Plain, because the writer's own page shows it and the public process opens nothing. */
    told_writer: string | null
    /** Whether the writer's page says where it was passed on; false is not safe, null is not chosen. */
    told_when_passed_on: boolean | null
  }

  themes: { id: string; key: string; name: string; plain_name: string; position: number }
  codes: {
    id: string
    key: string
    theme_id: string
    name: string
    definition: string
    what_it_is_not: string
    examples: Generated<string[]>
    /** Of the project's own codebook, as the code last came from it; 0 for a code of the partnership's own. */
    codebook_version: number
    retired_on: Day | null
    /** The strategy's parts and measures of success that it speaks to, by their keys. */
    parts: Generated<string[]>
    measures: Generated<string[]>
    /** Rises with every change that a person makes; while it is 1, the project's own codebook may replace it. */
    revision: Generated<number>
    loaded_hash: string | null
    merged_into: string | null
  }
  /** Every version of the codebook, whole. */
  codebook_versions: { version: number; content: Json<unknown> }
  codebook_changes: {
    id: string
    version: number
    kind: 'load' | 'add' | 'edit' | 'rename' | 'merge' | 'split' | 'retire' | 'restore'
    code_id: string | null
    before: Json<unknown> | null
    after: Json<unknown> | null
    why: string
    /** Nobody, when it came with Heard. */
    made_by: string | null
    /** Who asked for it, where it needed a second person. */
    asked_by: string | null
    made_on: Day
  }
  /** A change that moves many passages and waits for a second person. */
  codebook_proposals: {
    id: string
    code_id: string
    change: Json<unknown>
    why: string
    asked_by: string
    asked_on: Day
    settled_by: string | null
    settled_on: Day | null
    agreed: boolean | null
  }
  /** What a change of the codebook did to each passage; 'waiting' ones a person has still to decide. */
  recodings: {
    id: string
    version: number
    segment_id: string
    from_code_id: string
    outcome: 'moved' | 'joined' | 'waiting' | 'settled'
    to_code_ids: string[]
    settled_by: string | null
    settled_on: Day | null
  }
  /** Who has released words open at the workbench just now. It keeps nobody out. */
  theming_claims: { response_id: string; member_id: string; until: Date }
  /** The last things a member did at the workbench, so that they can be undone. The number gives their order. */
  theming_steps: {
    id: string
    number: Generated<number>
    member_id: string
    response_id: string
    what: 'coded' | 'took off' | 'finished'
    detail: Json<unknown>
  }
  segments: {
    id: string
    released_words_id: string
    starts: number
    ends: number
    marked_by: string
    marked_on: Day
  }
  segment_codes: {
    id: string
    segment_id: string
    code_id: string
    impact: 'helped' | 'no-difference' | 'harder'
    kind: 'praise' | 'concern' | 'idea'
    applied_by: string
    applied_on: Day
  }
  /** How many people spoke of a theme on a day, summed; not of a day that is marked. */
  theme_days: {
    day: Day
    theme_id: string
    people: number
    helped: number
    no_difference: number
    harder: number
    praise: number
    concern: number
    idea: number
  }
  people_days: { day: Day; people: number }
  /** Whose released words may be used, by what could be said beside them. */
  spoken_days: { day: Day; question_set_id: string; service: string; people: number }
  /** Something changed on this day: its sums are not to be gone by. Written by the database. */
  day_marks: { id: Generated<number>; day: Day }
  themings: { response_id: string; finished_by: string; finished_on: Day }
  /** A passage that somebody else codes as well, without seeing what the first put on it. */
  second_codings: {
    id: string
    segment_id: string
    drawn_on: Day
    coded_by: Generated<string | null>
    coded_on: Generated<Day | null>
    /** What was on the passage when the second coder was done; agreement is measured from these two. */
    first_codes: ColumnType<PutCode[] | null, string | null | undefined, string>
    /** Empty: none fits. */
    second_codes: ColumnType<PutCode[] | null, string | null | undefined, string>
    agreed: Generated<boolean | null>
    settled_by: Generated<string | null>
    settled_on: Generated<Day | null>
    settled_why: Generated<string | null>
  }
  /** Who searched released words, and why. What they typed is sealed: it may hold a name. */
  searches: {
    id: string
    member_id: string
    at: Date
    reason: string
    outcome: 'shown' | 'refused'
    sealed: Bytes
    dek_box: Bytes
    reader_key_id: string
  }
  /** What the suggester named for a place, and what a person made of it. No words: a place, a code, a rank. */
  suggestions: {
    id: string
    number: Generated<number>
    released_words_id: string
    starts: number
    ends: number
    code_id: string
    source: 'learned' | 'codebook' | 'commonest'
    /** The commonest three are noted beside what was shown, to be compared with it, and are not shown. */
    shown: boolean
    rank: number
    /** How many confirmed passages it had learned from, and a mark of the codebook. */
    model: string
    made_on: Day
    decision: Generated<'accepted' | 'rejected' | 'another' | null>
    decided_by: Generated<string | null>
    decided_on: Generated<Day | null>
  }
  suggestion_sources: {
    source: 'learned' | 'codebook'
    /** It was worse than the commonest three. Only a person switches it on again. */
    retired_on: Day | null
    /** Only suggestions with a higher number are judged: what came after a person switched it on. */
    judged_after: number
    changed_by: string | null
  }

  /** What a person says is not what they meant. Without a theme: something is missing. */
  theme_objections: {
    id: string
    response_id: string
    theme_id: string | null
    made_on: Day
    settled_on: Day | null
    settled_by: string | null
  }
  /** Somebody wishes to be reached, and said how. How goes as soon as it was done. */
  contact_wishes: {
    id: string
    ref: string
    response_id: string
    sealed: Bytes | null
    /** How it went, in a reader's words. */
    sealed_outcome: Bytes | null
    dek_box: Bytes
    reader_key_id: string
    form_mark: Bytes
    /** Which of somebody's wishes it is, from 1. */
    number: Generated<number>
    /** Right after the words, from the same form, or later by somebody who has the key. Null: not known. */
    came_with: 'words' | 'key' | null
    wished_on: Day
    /** Gone once it was done. */
    due_at: Date | null
    state: Generated<'waiting' | 'reached' | 'not reached'>
    done_by: string | null
    done_on: Day | null
    kept_for_concern: Generated<boolean>
  }
  /** What a reader wrote to a person. Sealed for them alone: only their return key opens it. */
  replies: {
    id: string
    response_id: string
    kind: 'reply' | 'question'
    theme_id: string | null
    decision_id: string | null
    /** Where there is no decision yet: the day by which there is to be one. */
    decision_by: Day | null
    sealed: Bytes
    writer_box: Bytes
    /** A question's second box, for the readers: an answer without its question says little. */
    dek_box: Bytes | null
    reader_key_id: string | null
    form_mark: Bytes
    written_by: string
    sent_on: Day
    answered_on: Day | null
  }

  decisions: {
    id: string
    theme_id: string
    outcome: 'planned' | 'made' | 'not possible' | 'need more voices'
    reason: string
    owner: string
    organisation: string
    due_on: Day | null
    strategy_part: 'Prepare' | 'Prevent' | 'Protect' | 'Pursue'
    success_measure: string
    title: string
    public_sentence: string
    easy_sentence: string
    decided_by: string
    decided_on: Day
    /** The earlier open decision on the same theme that this one puts an end to. */
    settles: string | null
    /** What sort of change it is about. Null in decisions from before it was asked. */
    kind: Generated<'training' | 'pathway' | 'service' | 'information' | 'policy' | null>
    tags: Generated<string[]>
    /** The reason in easy words; empty in decisions from before it was asked. */
    easy_reason: Generated<string>
  }
  /** `why` is given where the passage is under another theme. */
  decision_passages: {
    decision_id: string
    segment_id: string
    why: Generated<string>
    linked_by: Generated<string | null>
    linked_on: ColumnType<Day | null, Day | null | undefined, Day | null>
  }
  practice_changes: {
    id: string
    decision_id: string
    what_was_done: string
    /** What the public reads from now on: "will" has become "does". */
    public_sentence: string
    easy_sentence: string
    made_on: Day
    recorded_by: string
    recorded_on: Day
    /** What people should say differently, and by which day it should be heard. Null from before it was asked. */
    should_hear: Generated<string | null>
    hear_way: Generated<'fewer concerns' | 'more praise' | null>
    heard_by: ColumnType<Day | null, Day | null | undefined, Day | null>
    /** Given where no passage stands behind the decision. */
    why_no_passages: Generated<string>
    /** How far the survivors' panel was when it was written down, and how many comments there were. Null from before. */
    panel_record: Generated<'commented' | 'asked' | 'not asked' | null>
    panel_said: Generated<number | null>
  }
  publications: {
    id: string
    decision_id: string
    published_by: string
    published_on: Day
    retracted_by: string | null
    retracted_on: Day | null
  }
  quotes: {
    decision_id: string
    segment_id: string
    chosen_by: string
    agreed_by: string | null
    agreed_on: Day | null
  }

  /** Where a change that was made shows: at an option of the directory, or at a place of the roadmap. */
  change_points: { id: string; practice_change_id: string; option_id: string | null; place: string | null }

  /** Something long that is done beside the pages: who asked, how far it is, and who does it now. */
  works: {
    id: string
    kind: string
    subject: string
    state: 'waiting' | 'running' | 'finished' | 'failed'
    done: Generated<number>
    steps: Generated<number>
    says: Generated<string>
    asked_by: string | null
    asked_at: Date
    holder: Generated<string | null>
    heartbeat: Generated<Date | null>
    tries: Generated<number>
    ended_at: Generated<Date | null>
    result: ColumnType<unknown, string | null | undefined, string | null>
  }
  /** A release that is being made. Its figures are protected already; exact ones are kept nowhere. */
  release_drafts: {
    id: string
    kind: 'period' | 'year'
    period: string
    state: 'waiting' | 'ready' | 'refused' | 'published' | 'put aside'
    content: ColumnType<unknown, string | null | undefined, string | null>
    report: ColumnType<unknown, string | null | undefined, string | null>
    marks: ColumnType<unknown, string | null | undefined, string | null>
    why: Generated<string>
    refused_why: Generated<string>
    replaces: Generated<number | null>
    prepared_by: string | null
    prepared_on: Day
    frozen_on: Generated<Day | null>
    frozen_by: string | null
    published_by: Generated<string | null>
    published_on: Generated<Day | null>
    number: Generated<number | null>
  }
  /** Frozen: the database refuses every change. The content is a `Content` of src/summaries/releases/release.ts. */
  'released.releases': {
    number: number
    kind: 'period' | 'year'
    period: string
    from_day: Day
    until_day: Day
    frozen_on: Day
    published_on: Day
    replaces: number | null
    why: Generated<string>
    // biome-ignore lint/suspicious/noExplicitAny: its shape is of a room, which this file does not know
    content: Json<any>
    digest: string
  }
  'released.corrections': { id: string; number: number; on_day: Day; sentence: string }
  /** A pack as a PDF, as long as what it says is what the pack says. Whatever touches a quote throws it away. */
  'released.pack_files': {
    number: number
    mark: string
    made_at: Date
    bytes: Bytes
    pictures: Json<Record<string, string>>
  }
  /** A view: decisions on the public page, in their newest words. */
  'released.told': {
    id: string
    theme_key: string
    theme: string
    title: string
    outcome: 'planned' | 'made' | 'not possible' | 'need more voices'
    kind: string
    strategy_part: 'Prepare' | 'Prevent' | 'Protect' | 'Pursue'
    owner: string
    organisation: string
    reason: string
    easy_reason: string
    public_sentence: string
    easy_sentence: string
    decided_on: Day
    due_on: Day | null
    made_on: Day | null
  }
  /** A view: decisions that were on the public page and are no longer. */
  'released.taken_off': { id: string }
  /** A view: agreed quotes whose person still says yes. */
  'released.quotes': {
    decision_id: string
    segment_id: string
    theme_key: string
    words: string
    question_key: string
    written_in: string | null
  }
  /** A view: what was promised and neither made nor settled. */
  'released.open_promises': {
    id: string
    theme: string
    title: string
    outcome: 'planned' | 'need more voices'
    owner: string
    organisation: string
    decided_on: Day
    due_on: Day | null
  }
  /** A view: when somebody last looked at an entry of the directory and at its contacts. */
  'released.directory_checks': {
    id: string
    status: 'open' | 'presumed_open' | 'at_risk' | 'unverified' | 'closed'
    visible_from: Day | null
    visible_until: Day | null
    checked_on: Day
    checked_by: string | null
    contacts: Json<
      {
        kind: 'phone' | 'text' | 'email' | 'web'
        value: string
        seen_on: Day
        confirmed_on: Day | null
        taken_down_on: Day | null
      }[]
    >
  }

  /** The periods whose themes were counted for this, each once. */
  waits_counted: { period: string; counted_on: Day }
  /** A theme that enough people spoke of, and that has no decision yet. The database lets its level only rise. */
  theme_waits: {
    id: string
    theme_id: string
    /** The first month of the period in which they spoke. */
    period: string
    opened_on: Day
    first_due_on: Day
    /** The day by which it is to be decided, as it was moved last. */
    due_on: Day
    level: 'lead' | 'delivery group' | 'executive'
    /** The clock passes it up after this day; null when nobody is above. */
    rises_on: Day | null
    owner: Generated<string>
    decision_id: Generated<string | null>
  }
  /** Only ever added, as challenges and their replies are. */
  theme_wait_steps: {
    id: string
    wait_id: string
    number: number
    step: 'opened' | 'moved' | 'owner named' | 'passed up' | 'decided'
    level: 'lead' | 'delivery group' | 'executive'
    due_on: Day
    why: Generated<string>
    /** Null when the clock did it. */
    member_id: string | null
    on_day: Day
  }
  challenges: {
    id: string
    /** Without a gap: a missing one would look as if something had been taken out. */
    number: number
    theme_id: string | null
    decision_id: string | null
    body: string
    made_by: string
    made_as: 'scrutineer' | 'board'
    made_on: Day
    reply_due: Day
    form_mark: Bytes
  }
  challenge_replies: {
    id: string
    challenge_id: string
    number: number
    kind: 'reply' | 'accepted' | 'still disagrees'
    body: string
    written_by: string
    written_on: Day
  }
  panel_asks: { decision_id: string; question: Generated<string>; say_by: Day; asked_by: string; asked_on: Day }
  panel_comments: {
    id: string
    decision_id: string
    body: string
    written_by: string
    written_on: Day
    form_mark: Bytes
  }
  panel_answers: { comment_id: string; body: string; written_by: string; written_on: Day }
  /** Views: our own tasks as the board may see them. No figure about people, and no member's name. */
  'released.waiting_themes': {
    theme_key: string
    theme: string
    period: string
    first_due_on: Day
    due_on: Day
    level: 'lead' | 'delivery group' | 'executive'
    owner: string
  }
  'released.challenges_now': {
    number: number
    about: string
    made_as: 'scrutineer' | 'board'
    made_on: Day
    reply_due: Day
    state: 'waiting' | 'reply' | 'accepted' | 'still disagrees'
  }
  'released.themes': { key: string; name: string; position: number }
  'released.challenges': {
    id: string
    number: number
    theme_key: string | null
    decision_id: string | null
    about: string
    body: string
    made_by: string
    made_as: 'scrutineer' | 'board'
    made_on: Day
    reply_due: Day
  }
  'released.challenge_replies': {
    challenge_id: string
    number: number
    kind: 'reply' | 'accepted' | 'still disagrees'
    body: string
    written_by: string
    written_on: Day
  }

  /** Where the chart of a theme starts anew, after which decision's change, and why. */
  chart_rebases: {
    id: string
    theme_id: string
    /** 'YYYY-MM': the first month of the new group. */
    first_month: string
    decision_id: string
    reason: string
    made_by: string
    made_on: Day
    taken_back_by: string | null
    taken_back_on: Day | null
  }

  /** How many people services saw in a period, whole each time that somebody typed it in. The highest number holds. */
  referral_totals: {
    id: string
    period: string
    number: number
    /** Of the list of groups. */
    list_version: number
    /** By `total` and `question.group`. */
    counts: Json<Record<string, number>>
    why: Generated<string>
    typed_by: string | null
    typed_on: Day
  }
  /** What is done next about a group that was heard less. The newest of a group holds. */
  coverage_steps: {
    id: string
    number: Generated<number>
    /** `question.group` */
    group_key: string
    sentence: string
    by_day: Day
    made_by: string | null
    made_on: Day
  }

  /** How many people chose what about themselves in a period of the board. There is no row about a person. */
  about_counts: { period: string; asked_of: string; question: string; choice: string; people: number }
  /** That the answers of a form were counted: a mark that no other table holds, for a few days. */
  about_sent: { mark: Bytes; sent_on: Day }
}
