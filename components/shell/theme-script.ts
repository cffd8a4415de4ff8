/** Runs before the first paint, so that the page never flashes in the other theme or with the wrong name of the Ctrl key. */
export const themeScript = `try{var t=localStorage.getItem('milena.theme');if(t==='dark'||t==='light')document.documentElement.dataset.theme=t;if(/Mac|iP/.test(navigator.platform))document.documentElement.dataset.mac=''}catch(e){}`
