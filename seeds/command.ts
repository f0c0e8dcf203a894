import { appError, runCommand } from '../server/platform/index.ts'
import { fillEmpty, isEmpty } from './demo.ts'
import { smallStory } from './small.ts'
import { demoStory } from './story/story.ts'

const noSuchStory = appError('seeds.no_such_story', 400, 'There is no story "{story}"; expected demo or small.')
const notEmpty = appError('seeds.not_empty', 409, 'This Suki holds data already; a story is told to an empty one. Give another folder with --data.')

const stories = { demo: demoStory, small: smallStory }

// bin/seed [demo|small] [--data DIR]: into the Suki that runs on this data, else into its stores.
const [first = 'demo', ...rest] = process.argv.slice(2)
const named = first in stories
const story = named ? (first as keyof typeof stories) : 'demo'

await runCommand(named || !first.startsWith('--') ? rest : process.argv.slice(2), process.env, async ({ ctx }) => {
  const begun = performance.now()
  if (!named && !first.startsWith('--')) throw noSuchStory({ story: first })
  if (!(await isEmpty(ctx))) throw notEmpty()
  const owner = await fillEmpty(ctx, stories[story])
  console.log(`The ${story} story is told, in ${((performance.now() - begun) / 1000).toFixed(1)} s.${owner ? ` Sign in as ${owner.email} with the password ${owner.password}.` : ''}`)
})
