// A worker of workerpool's, as its documentation shows one.
import workerpool from 'workerpool'
import { empty } from './empty.mjs'

workerpool.worker({ empty })
