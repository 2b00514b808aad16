/** The page asks for a channel to the engine. */
export const engineWanted = 'engine-wanted';
/** The page is given it, as the message's only port. */
export const engineChannel = 'engine';
