import { spin } from './slow.mjs'

it('never comes back', () => void spin(Infinity))
