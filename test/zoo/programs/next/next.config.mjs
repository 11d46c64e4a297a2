export default {
  distDir: process.env.ZOO_NEXT_FOLDER ?? '.next',
  serverExternalPackages: ['loophound'],
  experimental: { serverSourceMaps: true, serverMinification: false },
}
