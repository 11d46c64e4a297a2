/** Script URL of the expression that an interrupt evaluates, to tell its frame from the app's. */
export const INTERRUPT_URL = 'loophound:interrupt'
