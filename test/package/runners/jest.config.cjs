module.exports = {
  testEnvironment: 'loophound/jest-environment',
  setupFilesAfterEnv: ['loophound/jest'],
  testMatch: ['**/jest.test.cjs'],
  transform: {},
}
