import t from 'tap'
import { markOf, networkOf } from '../../src/web/address-mark.ts'

t.test('one household is one: an IPv4 address, or the first half of an IPv6 address', (t) => {
  const same = [
    ['203.0.113.7', '203.0.113.7', '::ffff:203.0.113.7', '::FFFF:203.0.113.7'],
    [
      '2001:db8:1:2',
      '2001:db8:1:2::1',
      '2001:0db8:0001:0002:ffff:ffff:ffff:ffff',
      '2001:DB8:1:2:3::',
      '2001:db8:1:2:3:4:5:6%eth0',
    ],
    ['2001:db8:0:0', '2001:db8::1', '2001:db8:0:0:1::', '2001:db8::1:2:3:4'],
    ['0:0:0:0', '::1', '::', '::1.2.3.4', '::ffff:0:1.2.3.4'],
    ['fe80:0:0:0', 'fe80::1%eth0', 'fe80::aaaa:bbbb:cccc:dddd'],
    ['64:ff9b:0:0', '64:ff9b::192.0.2.33'],
  ]
  for (const [network, ...addresses] of same) {
    for (const address of addresses) t.equal(networkOf(address), network, address)
  }
  t.end()
})

t.test('a mark says nothing of its address, and is the same each time', (t) => {
  t.equal(markOf('203.0.113.7'), markOf('::ffff:203.0.113.7'))
  t.equal(markOf('2001:db8::1'), markOf('2001:db8::2'))
  t.not(markOf('2001:db8::1'), markOf('2001:db8:0:1::1'))
  const marks = Array.from({ length: 1000 }, (_, n) => markOf(`10.0.${n >> 8}.${n & 255}`))
  t.equal(new Set(marks).size, 1000)
  for (const mark of marks) t.match(mark, /^[\w-]{22}$/)
  t.end()
})
