// A method of a class, called on an instance.
import { repeatTimed } from '../support/truth.cjs'

class Matrix {
  constructor(size) {
    this.size = size
    this.cells = Float64Array.from({ length: size * size }, (_, i) => i % 10)
  }

  multiply(other) {
    const product = new Float64Array(this.size * this.size)
    for (let row = 0; row < this.size; row++) {
      // BLOCK javascript multiply
      for (let column = 0; column < this.size; column++) {
        // BLOCK javascript multiply
        let sum = 0
        for (let k = 0; k < this.size; k++) sum += this.cells[row * this.size + k] * other.cells[k * this.size + column] // BLOCK javascript multiply
        product[row * this.size + column] = sum // BLOCK javascript multiply
      }
    }
    return product
  }
}

const matrix = new Matrix(400)
repeatTimed(() => matrix.multiply(matrix))
