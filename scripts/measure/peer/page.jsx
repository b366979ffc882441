// The peer that Mayfly's transcript is compared with: Streamdown on React 19, a stack that a good team would choose
// today. It shows new text once per animation frame.

import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Streamdown } from 'streamdown';
import { words } from './words.js';

function Answer() {
  const [text, setText] = useState('');
  useEffect(() => {
    let whole = '';
    let waiting = false;
    const show = () => {
      waiting = false;
      setText(whole);
    };
    window.begin = () =>
      words((piece) => {
        whole += piece;
        if (!waiting) requestAnimationFrame(show);
        waiting = true;
      });
  }, []);
  return (
    <div className="text">
      <Streamdown mode="streaming" isAnimating>
        {text}
      </Streamdown>
    </div>
  );
}

createRoot(document.getElementById('root')).render(<Answer />);
