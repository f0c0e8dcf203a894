/** Made by vite.config.ts of the JSON files of one language. */
declare module 'virtual:texts/*' {
  const areas: Record<string, unknown>
  export default areas
}
