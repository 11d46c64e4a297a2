// A loop in WebAssembly: the line to change is the JavaScript one that calls it.
const { repeatTimed } = require('../support/truth.cjs')

// (func (export "spin") (param i32) (result i32) (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get 0))
const code = '0061736d0100000001060160017f017f03020100070801047370696e00000a120110000340200041016b22000d000b20000b'
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(code, 'hex')))

function simulate(steps) {
  return wasm.spin(steps) // BLOCK javascript|native simulate
}

repeatTimed(() => simulate(480_000_000))
