export default { testMatch: 'errors.playwright.mjs', reporter: 'list' }
