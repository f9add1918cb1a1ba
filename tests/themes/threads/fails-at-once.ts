throw new Error('somebody said: green umbrellas')
