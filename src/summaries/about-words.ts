/** How the board reads what people were asked about themselves. Group names are those the choices are reported as. */
export const aboutNames: Record<string, { name: string; groups: Record<string, string> }> = {
  'hard-1': {
    name: 'Children from 8 to 11: something makes reading, seeing, hearing or moving hard',
    groups: { yes: 'Yes', 'rather-not-say': 'Rather not say', no: 'No' },
  },
  'age-young-1': {
    name: 'Age, young people',
    groups: { '11-15': '11 to 15', 'rather-not-say': 'Rather not say', '16-17': '16 or 17' },
  },
  'age-adult-1': {
    name: 'Age, adults',
    groups: {
      '16-24': '16 to 24',
      '25-44': '25 to 44',
      'rather-not-say': 'Rather not say',
      '45-64': '45 to 64',
      '65-more': '65 or more',
    },
  },
  'sex-1': { name: 'Sex', groups: { female: 'Female', 'rather-not-say': 'Rather not say', male: 'Male' } },
  'ethnic-1': {
    name: 'Ethnic group',
    groups: {
      'rather-not-say': 'Rather not say',
      asian: 'Asian or Asian British',
      black: 'Black, Black British, Caribbean or African',
      mixed: 'Mixed or more than one group',
      white: 'White',
      other: 'Another group',
    },
  },
  'condition-1': {
    name: 'A health condition of twelve months or more',
    groups: { yes: 'Yes', 'rather-not-say': 'Rather not say', no: 'No' },
  },
  'day-to-day-1': {
    name: 'It makes day-to-day things harder',
    groups: {
      'a-lot': 'A lot',
      'a-little': 'A little',
      'rather-not-say': 'Rather not say',
      'not-at-all': 'Not at all',
    },
  },
  'religion-1': {
    name: 'Religion, adult survivors',
    groups: {
      none: 'No religion',
      christian: 'Christian',
      another: 'Another religion',
      'rather-not-say': 'Rather not say',
      muslim: 'Muslim',
    },
  },
  'orientation-1': {
    name: 'Sexual orientation, adult survivors',
    groups: {
      straight: 'Straight',
      'lgb-or-other': 'Lesbian, gay, bi or something else',
      'rather-not-say': 'Rather not say',
    },
  },
}
