import { createRoot } from 'react-dom/client';

const root = document.getElementById('face');
if (root !== null) createRoot(root).render(<main>Barque</main>);
