// typescript: a module transpiled when it is first asked for.
const { transpileModule } = require('typescript')
const { again } = require('../support/scale.cjs')
const { repeatTimed } = require('../support/truth.cjs')

const createSource = count =>
  Array.from(
    { length: count },
    (_, i) => `export const f${i} = (a: number, b?: string): string => \`\${a} \${b ?? ${i}}\``,
  ).join('\n')

function transpile(source) {
  return transpileModule(source, { compilerOptions: { target: 4 } }) // BLOCK javascript|gc transpile
}

const source = createSource(200)
repeatTimed(() => again(() => transpile(source)))
