import '@mantine/core/styles.css';
import './theme/colors.css';
import './theme/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { findEngine, watchAddress } from './state/connection.ts';
import { language } from './state/preferences.ts';

document.documentElement.lang = language.get();
watchAddress();
await findEngine();

const root = document.getElementById('root');
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
