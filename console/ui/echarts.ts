import { BarChart, LineChart, SankeyChart } from 'echarts/charts'
import { GridComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

// Only what our charts draw; loaded by the first chart on the screen.
use([BarChart, LineChart, SankeyChart, GridComponent, TooltipComponent, CanvasRenderer])

export { init }
