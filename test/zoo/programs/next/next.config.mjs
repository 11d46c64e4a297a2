export default {
  distDir: process.env.ZOO_NEXT_FOLDER ?? '.next',
  experimental: { serverSourceMaps: true, serverMinification: false },
}
