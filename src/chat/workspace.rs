//! temp
#![allow(missing_docs)]
use super::{Conversation, ConversationId};
pub struct Workspace {
    all: Vec<(ConversationId, Conversation)>,
    next: u32,
}
impl Workspace {
    pub fn new(_budget: u64) -> Self {
        Self { all: vec![], next: 0 }
    }
    pub fn create(&mut self) -> ConversationId {
        self.next += 1;
        let id = ConversationId(self.next);
        self.all.insert(0, (id, Conversation::default()));
        id
    }
    pub fn get(&self, id: ConversationId) -> Option<&Conversation> {
        self.all.iter().find(|(i, _)| *i == id).map(|(_, c)| c)
    }
    pub fn get_mut(&mut self, id: ConversationId) -> Option<&mut Conversation> {
        self.all.iter_mut().find(|(i, _)| *i == id).map(|(_, c)| c)
    }
    pub fn iter(&self) -> impl Iterator<Item = (ConversationId, &Conversation)> {
        self.all.iter().map(|(i, c)| (*i, c))
    }
    pub fn len(&self) -> usize {
        self.all.iter().filter(|(_, c)| !c.is_blank()).count()
    }
    pub fn bytes(&self) -> usize {
        self.all.iter().map(|(_, c)| c.bytes()).sum()
    }
    pub fn is_changed(&self) -> bool {
        self.all.iter().any(|(_, c)| c.is_changed())
    }
}
