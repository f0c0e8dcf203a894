export { campaignRoutes } from './routes.ts'
export { campaignsKeeps } from './personal.ts'
export { dryRunJob } from './dry-run.ts'
export { runCampaigns } from './running/course.ts'
