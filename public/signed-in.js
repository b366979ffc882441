// Ends a sign-in popup: notifies this browser's tabs, then closes. The tabs ask the server who signed in; the
// message contains nothing about the person. A window that no script opened can't close itself, so the page
// also says that it can be closed.
const channel = new BroadcastChannel("mayfly");
channel.postMessage("signed-in");
channel.close();
window.close();
