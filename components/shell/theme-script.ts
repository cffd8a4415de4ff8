/** Runs before the first paint, so that the page never flashes in the other theme. */
export const themeScript = `try{var t=localStorage.getItem('milena.theme');if(t==='dark'||t==='light')document.documentElement.dataset.theme=t}catch(e){}`
