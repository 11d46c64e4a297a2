import { describe, expect, test } from 'vitest'
import { readCiEnvironment } from '../../../src/cli/terminal.js'

describe('readCiEnvironment', () => {
  test('reads the variables of GitHub Actions', () => {
    expect(
      readCiEnvironment({
        GITHUB_ACTIONS: 'true',
        GITHUB_WORKSPACE: '/home/runner/work/app/app',
        GITHUB_STEP_SUMMARY: '/home/runner/summary',
        GITHUB_SERVER_URL: 'https://github.test',
        GITHUB_REPOSITORY: 'owner/app',
        GITHUB_SHA: '1a2b',
      }),
    ).toEqual({
      repository: '/home/runner/work/app/app',
      github: { summaryFile: '/home/runner/summary', sourceUrl: 'https://github.test/owner/app/blob/1a2b' },
    })
  })

  test('takes what is there of them', () => {
    expect(readCiEnvironment({ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: '', GITHUB_SHA: '1a2b' })).toEqual({
      github: {},
    })
  })

  test('reads where GitLab CI keeps the checkout', () => {
    expect(readCiEnvironment({ GITLAB_CI: 'true', CI_PROJECT_DIR: '/builds/owner/app' })).toEqual({
      repository: '/builds/owner/app',
    })
  })

  test('knows nothing elsewhere', () => {
    expect(readCiEnvironment({ GITHUB_ACTIONS: 'false', GITHUB_STEP_SUMMARY: '/x' })).toEqual({})
  })
})
