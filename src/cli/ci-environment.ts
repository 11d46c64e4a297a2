/** What a CI service tells by its variables. */
export interface CiEnvironment {
  /** Absolute folder of the checkout, where the service looks for the files that a report names. */
  repository?: string
  /** Present under GitHub Actions. */
  github?: {
    /** File to which each step appends what its page shows. */
    summaryFile?: string
    /** Address of the source files at the commit that is built. */
    sourceUrl?: string
  }
}

/** Reads the variables of GitHub Actions and GitLab CI. */
export function readCiEnvironment(env: NodeJS.ProcessEnv): CiEnvironment {
  const isGithub = env.GITHUB_ACTIONS === 'true'
  const repository = isGithub ? env.GITHUB_WORKSPACE : env.CI_PROJECT_DIR
  return { ...(repository ? { repository } : {}), ...(isGithub ? { github: readGithub(env) } : {}) }
}

function readGithub(env: NodeJS.ProcessEnv): NonNullable<CiEnvironment['github']> {
  const {
    GITHUB_STEP_SUMMARY: summaryFile,
    GITHUB_SERVER_URL: server,
    GITHUB_REPOSITORY: name,
    GITHUB_SHA: commit,
  } = env
  return {
    ...(summaryFile ? { summaryFile } : {}),
    ...(server && name && commit ? { sourceUrl: `${server}/${name}/blob/${commit}` } : {}),
  }
}
