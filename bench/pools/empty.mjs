// The task of `bench/executor.mjs`, for each pool in its own way.
export const empty = () => {}
export default empty
