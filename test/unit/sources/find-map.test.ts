import { expect, test } from 'vitest'
import { findMapUrl } from '../../../src/sources/source-map.js'

test.each([
  ['code()\n//# sourceMappingURL=app.js.map', 'app.js.map'],
  ['code()\n//# sourceMappingURL=app.js.map\n\n', 'app.js.map'],
  ['code()\r\n//@ sourceMappingURL=app.js.map\r\n', 'app.js.map'],
  ['code() //# sourceMappingURL=app.js.map', 'app.js.map'],
  ['code()\n/*# sourceMappingURL=app.js.map */\n', 'app.js.map'],
  ['//# sourceMappingURL=old.map\ncode()\n//# sourceMappingURL=new.map', 'new.map'],
  ['code()\n//# sourceMappingURL=app.js.map\n//# debugId=1234\n', 'app.js.map'],
  ['code()\n//# sourceMappingURL=data:application/json;base64,e30=\n', 'data:application/json;base64,e30='],
  ['code()', undefined],
  ['', undefined],
  ['const comment = "//# sourceMappingURL=" + url\nwrite(comment)', undefined],
  ['write("//# sourceMappingURL=app.js.map")\ncode()', undefined],
  ['const key = "sourceMappingURL="', undefined],
])('finds the map that a script names at its end: %j', (text, url) => {
  expect(findMapUrl(text)).toBe(url)
})
