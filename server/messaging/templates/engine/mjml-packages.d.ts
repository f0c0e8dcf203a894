// The packages bring no types of their own.
declare module 'mjml-core' {
  type Options = { presets?: unknown[]; keepComments?: boolean; ignoreIncludes?: boolean; validationLevel?: 'soft' | 'skip' | 'strict'; fonts?: Record<string, string>; filePath?: string }
  const core: { default(source: string, options?: Options): Promise<{ html: string; errors: { line: number; message: string; tagName: string; formattedMessage: string }[] }> }
  export default core
}
declare module 'mjml-preset-core' {
  const preset: unknown
  export default preset
}
