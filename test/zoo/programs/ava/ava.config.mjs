export default { files: ['sums.mjs', 'words.mjs'] }
