module.exports = {
  testEnvironment: 'loophound/jest-environment',
  testEnvironmentOptions: { loophound: { hangTimeoutMs: 800 } },
  testMatch: ['**/hang.jest.cjs'],
  transform: {},
}
