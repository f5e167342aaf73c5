/** The window with everything around it: colours, words, what is known of the engine. */
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { FailureGuard } from './components/failure.tsx';
import { Window } from './screens/window.tsx';
import { startLive } from './state/live.ts';
import { theme } from './theme/theme.ts';

export function App() {
  const [client] = useState(makeClient);
  useEffect(() => startLive(client), [client]);
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={client}>
        <FailureGuard>
          <Window />
        </FailureGuard>
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** The event stream says when to read again; the engine is on this laptop, so a failed reading is not repeated in haste. */
function makeClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        retry: false,
        networkMode: 'always',
        refetchOnWindowFocus: false,
      },
      mutations: { networkMode: 'always' },
    },
  });
}
