export { LoophoundError } from './model/errors.js'
