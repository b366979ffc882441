//! Why a command was refused, with the sentence for the person.

/// Why a command was refused. Nothing has changed then. The sentence says what happened and what to
/// do, and never contains message text. No request is involved, so there is no HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum ChatError {
    /// A question without text, images or files.
    #[error("There is nothing to send yet: write something or attach a file.")]
    EmptyMessage,
    /// A new turn, or a deletion, while the conversation's answer is written.
    #[error("An answer is still being written here: stop it first, or wait.")]
    AnswerRunning,
    /// The message, conversation or queue entry is gone.
    #[error("This is not here any more: it was deleted or sent.")]
    Gone,
    /// A command for answers was given a question, or the other way round.
    #[error("This can’t be done with this message.")]
    WrongMessage,
    /// 'Continue' on an answer that is complete, or has no words yet.
    #[error("There is nothing to continue: the answer is complete, or has not begun. Ask again instead.")]
    NothingToContinue,
    /// What a deletion would be restored to is itself deleted.
    #[error("This can’t be brought back where it was: undo the later deletion first.")]
    UndoLaterFirst,
    /// A title of spaces only.
    #[error("A name needs at least one letter: the old one was kept.")]
    BlankTitle,
    /// An image of another type, or whose address is no `data:` URL.
    #[error("This is no picture that can be sent: use PNG, JPEG, WebP or GIF.")]
    NotAnImage,
    /// An attachment that the tab's memory budget has no room for.
    #[error("This tab’s memory is full: export and forget old conversations, then attach it again.")]
    MemoryFull,
    /// An import that is no JSON, or incomplete.
    #[error("This file isn’t a Mayfly export, or it is incomplete. Nothing was changed.")]
    ImportUnreadable,
    /// JSON, but not an export of Mayfly.
    #[error("This file is not an export of Mayfly: choose a JSON file that was exported here.")]
    ImportForeign,
    /// A later version of the format.
    #[error("This file comes from a newer Mayfly: it can be imported once this one is updated.")]
    ImportNewer,
    /// An export of Mayfly that contradicts itself.
    #[error("This export is damaged: nothing was imported.")]
    ImportDamaged,
    /// An import that the tab's memory budget has no room for, in MB.
    #[error(
        "This import needs {needed} MB, and this tab has {left} MB left: forget old conversations first."
    )]
    ImportTooLarge {
        /// What it needs, rounded up.
        needed: usize,
        /// What is left, rounded down.
        left: usize,
    },
    /// More than four billion messages in one conversation.
    #[error("This conversation is full: start a new one.")]
    ConversationFull,
}
