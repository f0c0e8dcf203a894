export { openDemoShop } from './shop.ts'
export { openShop } from './routes.ts'
